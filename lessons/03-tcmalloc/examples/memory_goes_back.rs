//! How much memory an allocator takes for 100 MB of small objects, and how much of it the system gets back.
//! `cargo run --release -p lesson-03 --example memory_goes_back`; with `-- --record` the chapter's table is written anew, with
//! `-- --check` compared.
//!
//! Each allocator has a process of its own: this program started again with its name. What is read there is RSS, above what
//! the process had before the first object.

#[path = "../benches/peers/mod.rs"]
#[allow(dead_code, reason = "the benches use the rest")]
mod peers;

use std::env;
use std::error::Error;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::hint::black_box;
use std::mem;
use std::process::{Command, ExitCode};
use std::ptr;
use std::thread;
use std::time::Duration;

use ground::pages::usage;
use kit::readings::{Cell, Compare, Readings, Unit};
use peers::system::{self, LIBRARIES};
use peers::{BY_ADDRESS, LESSON, Peer, Unsized};

/// Bytes that are asked for, in objects of these sizes.
const BYTES: usize = 100_000_000;
const SIZES: (usize, usize) = (16, 1024);
const CHILD: &str = "--allocator";
const MIB: f64 = (1 << 20) as f64;

/// What is read, in this order, and how far it may be from what is recorded.
const COLUMNS: [(&str, f64); 6] = [
    ("before", 8.0),
    ("all in use", 8.0),
    ("a tenth in use", 16.0),
    ("all freed", 32.0),
    ("a second later", 64.0),
    ("after release", 4.0),
];

/// The rows, whether this system has the allocator or not.
const ALLOCATORS: [&str; 5] = [LESSON.0, "glibc", "gperftools", "jemalloc", "mimalloc"];

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let (others, skipped) = system::found();
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [CHILD, name] = arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        let peer = others.iter().find(|other| other.name == name).map_or(BY_ADDRESS.1, |other| other.plain);
        // SAFETY: it is this allocator's own function, and nothing else runs.
        let readings = life(peer, || unsafe { release(name) });
        println!("{}", readings.map(|reading| reading.to_string()).join(" "));
        // SAFETY: as above.
        if let Some(note) = unsafe { kept(name) } {
            println!("{note}");
        }
        return Ok(ExitCode::SUCCESS);
    }
    let command = "cargo run --release -p lesson-03 --example memory_goes_back -- --record";
    let mut table = Readings::new("Memory for 100 MB in objects of 16 to 1024 bytes", command);
    table.column("all in use, for each byte asked for", Unit::Text, Compare::Never);
    COLUMNS.iter().for_each(|&(name, limit)| table.column(name, Unit::Mib, Compare::Within(limit)));
    for name in ALLOCATORS {
        if name != LESSON.0 && others.iter().all(|other| other.name != name) {
            table.row(name, (0..=COLUMNS.len()).map(|_| Cell::Missing));
            continue;
        }
        let (readings, note) = of_a_child(name)?;
        table.notes.extend(note);
        if let [start, .., stays] = readings[..]
            && name == LESSON.0
            && stays * 10 > start
        {
            return Err(format!("{name}: {stays} bytes stay after release, more than a tenth of the start").into());
        }
        let ratio = format!("{:.2}", readings[1] as f64 / BYTES as f64);
        let cells = readings.iter().map(|&reading| Cell::Number(reading as f64 / MIB));
        table.row(name, [Cell::Text(ratio)].into_iter().chain(cells));
    }
    table.notes.push(system::versions(&others));
    table.notes.extend(skipped);
    Ok(table.finish(env!("CARGO_MANIFEST_DIR"), "memory"))
}

/// What an allocator's process reads, and what else it says.
fn of_a_child(name: &str) -> Result<(Vec<isize>, Option<String>), Box<dyn Error>> {
    let output = Command::new(env::current_exe()?).args([CHILD, name]).output()?;
    if !output.status.success() {
        return Err(format!("{name}: {}: {}", output.status, String::from_utf8_lossy(&output.stderr).trim()).into());
    }
    let said = String::from_utf8(output.stdout)?;
    let mut lines = said.lines().map(str::to_owned);
    let readings = lines.next().unwrap_or_default();
    let readings = readings.split_whitespace().map(str::parse).collect::<Result<Vec<isize>, _>>()?;
    if readings.len() == COLUMNS.len() {
        Ok((readings, lines.next()))
    } else {
        Err(format!("{name}: read {readings:?}").into())
    }
}

/// The life of the objects, and what it reads of memory: before them in all, then how much above that.
fn life(peer: Unsized, release: impl FnOnce()) -> [isize; COLUMNS.len()] {
    let mut random = Random(1);
    let mut sizes = Vec::new();
    while sizes.iter().sum::<usize>() < BYTES - SIZES.1 * 1000 {
        sizes.extend((0..1000).map(|_| SIZES.0 + random.below(SIZES.1 - SIZES.0 + 1)));
    }
    sizes.push(BYTES - sizes.iter().sum::<usize>());
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    (1..order.len()).rev().for_each(|at| order.swap(at, random.below(at + 1)));
    // The list of objects is no memory of theirs: all of it comes in now.
    let mut objects = black_box(vec![ptr::dangling_mut::<u8>(); sizes.len()]);

    let now = || isize::try_from(usage().rss).expect("memory is less than half of all addresses");
    let start = now();
    let above = || now() - start;
    for (object, &size) in objects.iter_mut().zip(&sizes) {
        *object = peer.malloc(size);
        // SAFETY: the object has so many bytes, and is ours.
        unsafe { object.write_bytes(1, size) };
    }
    let all = above();
    let (nine_tenths, a_tenth) = order.split_at(order.len() / 10 * 9);
    let free = |which: &[usize]| {
        // SAFETY: the order has each object once.
        which.iter().for_each(|&at| unsafe { peer.free(objects[at], sizes[at]) });
    };
    free(nine_tenths);
    let tenth = above();
    free(a_tenth);
    let freed = above();
    // Some allocators give back over time, and look at the clock when they are called.
    for _ in 0..1000 {
        let object = peer.malloc(64);
        // SAFETY: it was just allocated.
        unsafe { peer.free(object, 64) };
        thread::sleep(Duration::from_millis(1));
    }
    let later = above();
    release();
    [start, all, tenth, freed, later, above()]
}

/// Has an allocator give back what it can: each has a function of its own for that.
///
/// # Safety
/// The libraries are those that they say they are.
unsafe fn release(name: &str) {
    type Plain = unsafe extern "C" fn();
    type Collect = unsafe extern "C" fn(bool);
    type Control = unsafe extern "C" fn(*const c_char, *mut c_void, *mut usize, *mut c_void, usize) -> c_int;
    let find = |function| function_of(name, function);
    // SAFETY: the types are those of the libraries' manuals.
    unsafe {
        match name {
            "gperftools" => {
                for name in [c"MallocExtension_MarkThreadIdle", c"MallocExtension_ReleaseFreeMemory"] {
                    mem::transmute::<*mut c_void, Plain>(find(name))();
                }
            }
            "mimalloc" => mem::transmute::<*mut c_void, Collect>(find(c"mi_collect"))(true),
            "jemalloc" => {
                let control: Control = mem::transmute::<*mut c_void, Control>(find(c"mallctl"));
                for what in [c"thread.tcache.flush", c"arena.4096.purge"] {
                    control(what.as_ptr(), ptr::null_mut(), ptr::null_mut(), ptr::null_mut(), 0);
                }
            }
            #[cfg(all(target_os = "linux", target_env = "gnu"))]
            "glibc" => _ = libc::malloc_trim(0),
            _ => _ = tcmalloc::release_to_system(),
        }
    }
}

/// What is left in the layers of gperftools that its release passes by.
///
/// # Safety
/// The library is gperftools, if it says so.
unsafe fn kept(name: &str) -> Option<String> {
    type Property = unsafe extern "C" fn(*const c_char, *mut usize) -> c_int;
    (name == "gperftools").then(|| {
        let find = function_of(name, c"MallocExtension_GetNumericProperty");
        let [transfer, central] = [c"tcmalloc.transfer_cache_free_bytes", c"tcmalloc.central_cache_free_bytes"].map(|what| {
            let mut bytes = 0;
            // SAFETY: the type is that of the library's manual, and it writes one number.
            let known = unsafe { mem::transmute::<*mut c_void, Property>(find)(what.as_ptr(), &mut bytes) };
            assert!(known != 0, "gperftools knows {what:?}");
            bytes as f64 / MIB
        });
        format!("After its release, gperftools has {transfer:.1} MiB in transfer caches and {central:.1} MiB in central lists.")
    })
}

/// A function of a library that is loaded.
fn function_of(name: &str, function: &CStr) -> *mut c_void {
    let files = LIBRARIES.iter().filter(|library| library.name == name).flat_map(|library| library.files);
    // SAFETY: nothing is loaded that was not.
    let mut loaded = files.map(|file| unsafe { libc::dlopen(file.as_ptr(), libc::RTLD_NOW | libc::RTLD_NOLOAD) });
    let library = loaded.find(|library| !library.is_null()).unwrap_or(ptr::null_mut());
    system::find(library, function).unwrap_or_else(|why| panic!("{why}"))
}

/// Knuth's MMIX generator: the same objects for every allocator.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 32) as usize * end) >> 32
    }
}
