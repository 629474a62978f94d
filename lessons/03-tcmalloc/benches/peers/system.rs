//! The C library's allocator, and those that are installed as libraries of their own: they are loaded beside it, and
//! nobody's `malloc` becomes another.

use std::ffi::{CStr, c_char, c_void};
use std::mem;

use super::{Free, Malloc, Unsized};

/// The libraries by their file names, as Debian and Ubuntu have them (`libtcmalloc-minimal4`, `libjemalloc2`, `libmimalloc2.0`).
pub const LIBRARIES: [(&str, &[&CStr]); 3] = [
    ("gperftools", &[c"libtcmalloc_minimal.so.4"]),
    ("jemalloc", &[c"libjemalloc.so.2"]),
    ("mimalloc", &[c"libmimalloc.so.2", c"libmimalloc.so.3"]),
];

/// Room for thread-locals of libraries that come later: jemalloc's are large, and must be where those of the program are.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const ROOM: (&str, &str) = ("GLIBC_TUNABLES", "glibc.rtld.optional_static_tls=16384");

/// The allocators that this system has, best known first, and why others are left out. Where it takes that, this program is
/// started anew, once: the room for thread-locals is measured out at the start.
pub fn found() -> (Vec<(&'static str, Unsized)>, Vec<String>) {
    make_room();
    let (mut found, mut skipped) = (Vec::new(), Vec::new());
    if cfg!(all(target_os = "linux", target_env = "gnu")) {
        found.push(("glibc", Unsized { malloc: libc::malloc, free: libc::free }));
    } else {
        found.push(("system", Unsized { malloc: libc::malloc, free: libc::free }));
    }
    for (name, files) in LIBRARIES {
        match files.iter().map(|file| load(file)).reduce(Result::or) {
            Some(Ok(functions)) => found.push((name, functions)),
            Some(Err(why)) => skipped.push(format!("skipped: {name}: {why}")),
            None => {}
        }
    }
    (found, skipped)
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

/// The library's own `malloc` and `free`.
fn load(file: &CStr) -> Result<Unsized, String> {
    // SAFETY: these libraries do nothing when they are loaded but prepare themselves. They are never unloaded.
    let library = unsafe { libc::dlopen(file.as_ptr(), libc::RTLD_NOW | libc::RTLD_LOCAL) };
    if library.is_null() {
        return Err(why());
    }
    let (malloc, free) = (find(library, c"malloc")?, find(library, c"free")?);
    // SAFETY: C says what these names are.
    let (malloc, free) =
        unsafe { (mem::transmute::<*mut c_void, Malloc>(malloc), mem::transmute::<*mut c_void, Free>(free)) };
    Ok(Unsized { malloc, free })
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
