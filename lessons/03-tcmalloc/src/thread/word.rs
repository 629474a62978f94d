//! Two words of each thread, at a fixed distance from its thread pointer.
//!
//! Where a thread-local lies depends on who is asked. A program's own are at distances from the thread pointer that the linker
//! knows. A library could come at any time, by `dlopen`, so its code asks the loader, each time:
//! ```text
//!    a program (local exec)       mov  fs:[-16]                             the linker knows the distance
//!    a library (general dynamic)  call __tls_get_addr ----> dtv[library] ----> its block + offset
//!    here      (initial exec)     mov  distance, [rip + ...]; mov fs:[distance]      the loader wrote it once
//!
//!                                  static TLS                            on demand, once a thread first asks
//!    x86-64:  [ surplus | this library | other libraries | program ] fs       dtv ----> [ a later library ]
//! ```
//! For an allocator behind `LD_PRELOAD` that is a call in each `malloc` and each `free`. It can also end in `malloc`
//! itself: the loader allocates a thread's block, and a longer `dtv`, on demand. *Initial exec* is the code for libraries that
//! are there when the program starts, as preloaded ones are: the loader places their thread-locals beside the program's. Of one
//! that comes later it takes the place out of a surplus that glibc keeps, and refuses the library when that is used up. (So far it has
//! room: `tests/preload.rs` loads this one late, too.)
//!
//! Rust's `thread_local!` has no choice of this on a stable compiler (`-Ztls-model` is unstable), so the words are defined in assembly. In
//! a program the linker knows the distance after all, and writes it into the code in place of the load.
//!
//! Source: Drepper, *ELF Handling For Thread-Local Storage* 4.3; glibc 2.36 `elf/dl-tls.c`, `TLS_STATIC_SURPLUS`.

pub(super) use self::os::{read, write};

/// Where the first and the second word lie: the size of a word apart.
pub(super) const FIRST: usize = 0;
pub(super) const SECOND: usize = 8;

#[cfg(all(target_os = "linux", target_env = "gnu", any(target_arch = "x86_64", target_arch = "aarch64")))]
mod os {
    use std::arch::{asm, global_asm};

    // Zeros for each new thread. Hidden: a program and a library that both have this allocator have words of their own.
    global_asm!(
        ".pushsection .tbss,\"awT\",%nobits",
        ".globl tcmalloc_words_of_this_thread",
        ".hidden tcmalloc_words_of_this_thread",
        ".type tcmalloc_words_of_this_thread, %tls_object",
        ".size tcmalloc_words_of_this_thread, 16",
        ".p2align 4",
        "tcmalloc_words_of_this_thread:",
        ".zero 16",
        ".popsection",
    );

    /// How far the words are from the thread pointer: in all threads, and for as long as the program runs.
    #[inline(always)]
    fn distance() -> usize {
        let distance: usize;
        // SAFETY: it reads a word that the loader wrote before any code of ours ran, or that the linker knew.
        unsafe {
            #[cfg(target_arch = "x86_64")]
            asm!(
                "mov {}, qword ptr [rip + tcmalloc_words_of_this_thread@GOTTPOFF]",
                out(reg) distance,
                options(pure, nomem, nostack, preserves_flags)
            );
            #[cfg(target_arch = "aarch64")]
            asm!(
                "adrp {0}, :gottprel:tcmalloc_words_of_this_thread",
                "ldr {0}, [{0}, #:gottprel_lo12:tcmalloc_words_of_this_thread]",
                out(reg) distance,
                options(pure, nomem, nostack, preserves_flags)
            );
        }
        distance
    }

    /// One of this thread's words.
    #[inline(always)]
    pub(crate) fn read<const AT: usize>() -> *mut u8 {
        let value;
        // SAFETY: the word is within the 16 bytes, and this thread's alone.
        unsafe {
            #[cfg(target_arch = "x86_64")]
            asm!(
                "mov {}, qword ptr fs:[{} + {}]",
                out(reg) value,
                in(reg) distance(),
                const AT,
                options(pure, readonly, nostack, preserves_flags)
            );
            #[cfg(target_arch = "aarch64")]
            asm!(
                "mrs {0}, tpidr_el0",
                "add {0}, {0}, {1}",
                "ldr {0}, [{0}, #{2}]",
                out(reg) value,
                in(reg) distance(),
                const AT,
                options(pure, readonly, nostack, preserves_flags)
            );
        }
        value
    }

    /// Sets it.
    #[inline(always)]
    pub(crate) fn write<const AT: usize>(value: *mut u8) {
        // SAFETY: as in `read`.
        unsafe {
            #[cfg(target_arch = "x86_64")]
            asm!(
                "mov qword ptr fs:[{} + {}], {}",
                in(reg) distance(),
                const AT,
                in(reg) value,
                options(nostack, preserves_flags)
            );
            #[cfg(target_arch = "aarch64")]
            asm!(
                "mrs {2}, tpidr_el0",
                "add {2}, {2}, {0}",
                "str {1}, [{2}, #{3}]",
                in(reg) distance(),
                in(reg) value,
                out(reg) _,
                const AT,
                options(nostack, preserves_flags)
            );
        }
    }
}

#[cfg(not(all(target_os = "linux", target_env = "gnu", any(target_arch = "x86_64", target_arch = "aarch64"))))]
mod os {
    use std::cell::Cell;
    use std::ptr;

    thread_local! {
        static WORDS: [Cell<*mut u8>; 2] = const { [const { Cell::new(ptr::null_mut()) }; 2] };
    }

    /// One of this thread's words.
    #[inline]
    pub(crate) fn read<const AT: usize>() -> *mut u8 {
        WORDS.with(|words| words[AT / 8].get())
    }

    /// Sets it.
    #[inline]
    pub(crate) fn write<const AT: usize>(value: *mut u8) {
        WORDS.with(|words| words[AT / 8].set(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::ptr;

    #[test]
    fn each_thread_has_two_words_of_its_own_which_begin_with_null() {
        let both = || (read::<FIRST>(), read::<SECOND>());
        let (one, two) = (ptr::without_provenance_mut(1), ptr::without_provenance_mut(2));
        for _ in 0..2 {
            let other = std::thread::spawn(move || {
                assert_eq!((read::<FIRST>(), read::<SECOND>()), (ptr::null_mut(), ptr::null_mut()));
                write::<SECOND>(ptr::without_provenance_mut(3));
                (read::<FIRST>().addr(), read::<SECOND>().addr())
            });
            assert_eq!(other.join().expect("it does not panic"), (0, 3));
            write::<FIRST>(one);
            write::<SECOND>(two);
            assert_eq!(both(), (one, two));
        }
    }
}
