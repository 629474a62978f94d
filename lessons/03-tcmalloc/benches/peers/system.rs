//! The C library's allocator, and those that are installed as libraries of their own: they are loaded beside it, and
//! nobody's `malloc` becomes another.

use std::ffi::{CStr, c_char, c_void};
use std::mem;

use super::versions;
use super::{Free, FreeSized, FreeSizedFlags, Functions, Kind, Malloc, Unsized};

/// An allocator that is installed.
#[derive(Clone, Copy)]
pub struct Library {
    pub name: &'static str,
    /// The version that the chapter's figures are of.
    pub version: &'static str,
    /// Its file, by the names that it may have.
    pub files: &'static [&'static CStr],
    /// Its `free` that is told the size.
    pub free_sized: &'static CStr,
}

// ANCHOR: libraries
/// The libraries, as Debian 12 has them.
pub const LIBRARIES: [Library; 3] = [
    Library {
        name: "gperftools",
        version: "2.10",
        files: &[c"libtcmalloc_minimal.so.4"],
        free_sized: c"tc_free_sized",
    },
    Library { name: "jemalloc", version: "5.3.0", files: &[c"libjemalloc.so.2"], free_sized: c"sdallocx" },
    Library {
        name: "mimalloc",
        version: "2.0.9",
        files: &[c"libmimalloc.so.2", c"libmimalloc.so.3"],
        free_sized: c"mi_free_size",
    },
];
/// The C library whose allocator is "glibc".
pub const GLIBC: &str = "2.36";
// ANCHOR_END: libraries

/// Room for thread-locals of libraries that come later: jemalloc's are large, and must be where those of the program are.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const ROOM: (&str, &str) = ("GLIBC_TUNABLES", "glibc.rtld.optional_static_tls=16384");

/// An allocator that this system has.
#[derive(Clone)]
pub struct Other {
    pub name: &'static str,
    pub version: String,
    /// Whether that is the version that the chapter's figures are of.
    pub is_of_the_chapter: bool,
    pub plain: Unsized,
    /// Freed with the size, under the name of its row.
    pub sized: Option<(&'static str, Kind)>,
}

/// The allocators that this system has, best known first, and why others are left out. Where it takes that, this program is
/// started anew, once: the room for thread-locals is measured out at the start.
pub fn found() -> (Vec<Other>, Vec<String>) {
    make_room();
    let plain = Unsized { malloc: libc::malloc, free: libc::free };
    let (name, version) = versions::of_the_c_library();
    let is_of_the_chapter = version == GLIBC;
    let (mut found, mut skipped) = (vec![Other { name, version, is_of_the_chapter, plain, sized: None }], Vec::new());
    for library in LIBRARIES {
        match library.files.iter().map(|file| load(&library, file)).reduce(Result::or) {
            Some(Ok(other)) => found.push(other),
            Some(Err(why)) => skipped.push(format!("skipped: {}: {why}", library.name)),
            None => {}
        }
    }
    (found, skipped)
}

/// Which versions these are: a sentence.
pub fn versions(others: &[Other]) -> String {
    let named = others.iter().map(|other| format!("{} {}", other.name, other.version).trim_end().to_owned());
    format!("Measured beside {}.", named.collect::<Vec<_>>().join(", "))
}

fn make_room() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    if std::env::var_os(ROOM.0).is_none() {
        use std::os::unix::process::CommandExt;
        let again = std::env::current_exe().map(|program| {
            let mut again = std::process::Command::new(program);
            again.args(std::env::args_os().skip(1)).env(ROOM.0, ROOM.1).exec()
        });
        // Who comes here was not started anew, and does without.
        eprintln!("no room for other allocators' thread-locals: {again:?}");
    }
}

/// The library's own functions.
fn load(library: &Library, file: &CStr) -> Result<Other, String> {
    // SAFETY: these libraries do nothing when they are loaded but prepare themselves. They are never unloaded.
    let loaded = unsafe { libc::dlopen(file.as_ptr(), libc::RTLD_NOW | libc::RTLD_LOCAL) };
    if loaded.is_null() {
        return Err(why());
    }
    let (malloc, free) = (find(loaded, c"malloc")?, find(loaded, c"free")?);
    let sized = find(loaded, library.free_sized)?;
    // SAFETY: C says what the first two names are, and the libraries' manuals what the third one is.
    let (malloc, free, sized) = unsafe {
        let malloc = mem::transmute::<*mut c_void, Malloc>(malloc);
        let sized = match library.name {
            "gperftools" => {
                ("gperftools, sized", Kind::Sized(with(malloc, mem::transmute::<*mut c_void, FreeSized>(sized))))
            }
            "jemalloc" => {
                ("jemalloc, sized", Kind::Flags(with(malloc, mem::transmute::<*mut c_void, FreeSizedFlags>(sized))))
            }
            _ => ("mimalloc, sized", Kind::Sized(with(malloc, mem::transmute::<*mut c_void, FreeSized>(sized)))),
        };
        (malloc, mem::transmute::<*mut c_void, Free>(free), sized)
    };
    let version = versions::of(library.name, loaded)?;
    let is_of_the_chapter = version == library.version;
    Ok(Other { name: library.name, version, is_of_the_chapter, plain: Unsized { malloc, free }, sized: Some(sized) })
}

fn with<F>(malloc: Malloc, free: F) -> Functions<F> {
    Functions { malloc, free }
}

/// What a name in a library stands for.
pub fn find(library: *mut c_void, name: &CStr) -> Result<*mut c_void, String> {
    // SAFETY: the library is loaded.
    let found = unsafe { libc::dlsym(library, name.as_ptr()) };
    if found.is_null() { Err(why()) } else { Ok(found) }
}

/// What the loader says of its last failure.
fn why() -> String {
    // SAFETY: the text is the loader's until its next call.
    let text: *const c_char = unsafe { libc::dlerror() };
    if text.is_null() {
        return "it is not there".to_owned();
    }
    // SAFETY: as said, and it ends with a zero.
    unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned()
}
