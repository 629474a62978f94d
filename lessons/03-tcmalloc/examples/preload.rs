//! What a pair of `malloc` and `free` costs a program that knows nothing of its allocator: `LD_PRELOAD` puts it there.
//! `cargo run --release -p lesson-03 --example preload`; with `-- --record` the chapter's table is written anew, with
//! `-- --check` compared.
//!
//! Each allocator has processes of its own: this program, started again. Its own `malloc` is the one that the loader found first. The
//! allocators take turns, and of each the best round counts: whatever else runs can only make one slower.

#[path = "../benches/peers/mod.rs"]
#[allow(dead_code, reason = "the benches use the rest")]
mod peers;

use std::env;
use std::error::Error;
use std::ffi::CStr;
use std::hint::black_box;
use std::mem::MaybeUninit;
use std::process::{Command, ExitCode};
use std::time::Instant;

use kit::readings::{Cell, Compare, Readings, Unit};
use peers::system::{self, LIBRARIES};
use peers::{LESSON, Peer, Unsized};

const CHILD: &str = "--pairs";
const SIZES: [usize; 3] = [64, 1 << 10, 32 << 10];
const PAIRS: u32 = 200_000;
const ROUNDS: usize = 5;
/// How often a process measures, once it is warm.
const TRIES: usize = 10;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    if env::args().nth(1).as_deref() == Some(CHILD) {
        println!("{}", owner_of_malloc().ok_or("the loader does not know whose malloc this is")?);
        SIZES.iter().for_each(|&size| println!("{}", pair(size)));
        return Ok(ExitCode::SUCCESS);
    }
    if !cfg!(target_os = "linux") {
        println!("skipped: LD_PRELOAD is Linux's");
        return Ok(ExitCode::SUCCESS);
    }
    let ours = build()?;
    let (found, skipped) = system::found();
    let mut allocators = vec![("glibc", String::new()), (LESSON.0, ours)];
    for library in LIBRARIES.iter().filter(|library| found.iter().any(|other| other.name == library.name)) {
        let file = library.files.iter().find(|file| is_loaded(file)).ok_or("what was found is loaded")?;
        allocators.push((library.name, file.to_str()?.to_owned()));
    }
    let mut best = vec![[f64::INFINITY; SIZES.len()]; allocators.len()];
    for _ in 0..ROUNDS {
        for ((_, file), best) in allocators.iter().zip(&mut best) {
            let read = of_a_child(file)?;
            best.iter_mut().zip(read).for_each(|(best, ns)| *best = best.min(ns));
        }
    }
    let command = "cargo run --release -p lesson-03 --example preload -- --record";
    let mut table = Readings::new("A pair of malloc and free under LD_PRELOAD", command);
    SIZES.iter().for_each(|size| table.column(&format!("{size} bytes"), Unit::Ns, Compare::Ratio));
    for name in ["glibc", LESSON.0, "gperftools", "jemalloc", "mimalloc"] {
        match allocators.iter().position(|allocator| allocator.0 == name) {
            Some(at) => table.row(name, best[at].map(Cell::Number)),
            None => table.row(name, SIZES.map(|_| Cell::Missing)),
        }
    }
    table.notes.push(system::versions(&found));
    table.notes.extend(skipped);
    Ok(table.finish(env!("CARGO_MANIFEST_DIR"), "preload"))
}

/// Builds the library, and says where it is: beside this program's own profile.
fn build() -> Result<String, Box<dyn Error>> {
    let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let built = Command::new(cargo).args(["build", "--quiet", "--release", "-p", "lesson-03-preload"]).status()?;
    let program = env::current_exe()?;
    let target = program.ancestors().nth(3).ok_or("an example lies in target/PROFILE/examples")?;
    let library = target.join("release/liblesson_03_preload.so");
    if !built.success() || !library.is_file() {
        return Err(format!("no {}: is another target set for cargo?", library.display()).into());
    }
    Ok(library.to_str().ok_or("the path is text")?.to_owned())
}

/// What a process with this library measures, once it is sure that its malloc is the library's.
fn of_a_child(file: &str) -> Result<[f64; SIZES.len()], Box<dyn Error>> {
    let output = Command::new(env::current_exe()?).arg(CHILD).env("LD_PRELOAD", file).output()?;
    let said = String::from_utf8(output.stdout)?;
    let mut lines = said.lines();
    let owner = lines.next().unwrap_or_default();
    let expected = if file.is_empty() { "libc." } else { file };
    if !output.status.success() || !owner.contains(expected) {
        return Err(format!("malloc is of {owner:?}, not of {expected}: {}", String::from_utf8(output.stderr)?).into());
    }
    let read = lines.map(str::parse).collect::<Result<Vec<f64>, _>>()?;
    read.try_into().map_err(|read| format!("a process measured {read:?}").into())
}

/// The nanoseconds of a pair, in the best of some tries.
fn pair(size: usize) -> f64 {
    // Through pointers that the compiler does not see through: it knows what malloc and free are, and would leave both out.
    let peer = black_box(Unsized { malloc: libc::malloc, free: libc::free });
    let tries = (0..=TRIES).map(|_| {
        let start = Instant::now();
        for _ in 0..PAIRS {
            let object = black_box(peer.malloc(size));
            // SAFETY: it was just allocated. A byte is written, as every program does.
            unsafe {
                object.write(1);
                peer.free(object, size);
            }
        }
        start.elapsed().as_nanos() as f64 / f64::from(PAIRS)
    });
    tries.fold(f64::INFINITY, f64::min)
}

/// The file whose `malloc` this program calls.
fn owner_of_malloc() -> Option<String> {
    let mut info = MaybeUninit::<libc::Dl_info>::uninit();
    // SAFETY: the loader writes one `Dl_info` where it knows the address, and says so; the name is its own and stays.
    unsafe {
        let known = libc::dladdr(libc::malloc as *const libc::c_void, info.as_mut_ptr()) != 0;
        known.then(|| CStr::from_ptr(info.assume_init().dli_fname).to_string_lossy().into_owned())
    }
}

/// Whether a library is in this process.
fn is_loaded(file: &CStr) -> bool {
    // SAFETY: nothing is loaded that was not.
    !unsafe { libc::dlopen(file.as_ptr(), libc::RTLD_NOW | libc::RTLD_NOLOAD) }.is_null()
}
