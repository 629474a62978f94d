//! This lesson's allocator without one thing or another, as C functions: what each of them gained is measured against these.

mod two_addresses;
mod yours;

use std::cell::{Cell, OnceCell};
use std::ffi::c_void;
use std::ptr;

use tcmalloc::plain::OneLock;
use tcmalloc::{Cache, FreeList, Heap, Linked, Stack};

use self::two_addresses::TwoAddresses;
use self::yours::Yours;
use crate::peers::ours::layout;
use crate::peers::{Functions, Kind, Malloc};

// ANCHOR: steps
/// The lesson without one thing or another. (Without the size is the row "tcmalloc, by address".)
pub const STEPS: [(&str, Kind); 4] = [
    // Without stacks of addresses: lists are linked through the free objects.
    ("tcmalloc, linked", with_lists::<Linked>()),
    // Without the one address by which a list's words are read and written.
    ("tcmalloc, two addresses", with_lists::<TwoAddresses<Stack>>()),
    // Without both, and without the size: caches of threads, batches, and nothing else.
    ("tcmalloc, caches alone", by_address::<TwoAddresses<Linked>>()),
    // Without caches: one lock around everything.
    ("tcmalloc, plain", Kind::Sized(Functions { malloc: plain_malloc, free: plain_free })),
];
// ANCHOR_END: steps

/// The lesson with the list of exercise 3.7, once the reader has begun with it.
pub fn yours() -> Option<(&'static str, Kind)> {
    yours::is_begun().then(|| ("tcmalloc, yours", with_lists::<Yours>()))
}

static PLAIN: OneLock = OneLock::new();

unsafe extern "C" fn plain_malloc(size: usize) -> *mut c_void {
    PLAIN.alloc(layout(size)).cast()
}

unsafe extern "C" fn plain_free(object: *mut c_void, size: usize) {
    // SAFETY: the caller's promise: it is the layout that it was allocated with.
    unsafe { PLAIN.dealloc(object.cast(), layout(size)) };
}

/// A thread's cache whose lists are of this kind, and where it is found.
trait Step: FreeList + Sized + 'static {
    /// The cache of this thread: made when it is first asked for.
    fn mine() -> *mut Cache<'static, Self>;
}

/// Gives a kind of list a heap, and each thread a cache of it.
macro_rules! step {
    ($list:ty) => {
        impl Step for $list {
            #[inline]
            fn mine() -> *mut Cache<'static, $list> {
                static HEAP: Heap = Heap::new();
                thread_local! {
                    /// Owns the cache: dropped when the thread ends.
                    static OWNER: OnceCell<Cell<Cache<'static, $list>>> = const { OnceCell::new() };
                    /// Leads to it: a word without a destructor is the fastest that a thread can have.
                    static CACHE: Cell<*mut Cache<'static, $list>> = const { Cell::new(ptr::null_mut()) };
                }
                #[cold]
                fn make() -> *mut Cache<'static, $list> {
                    let open = || Cell::new(HEAP.cache_of().expect("there is memory"));
                    OWNER.with(|owner| {
                        CACHE.set(owner.get_or_init(open).as_ptr());
                        CACHE.get()
                    })
                }
                let cache = CACHE.get();
                if cache.is_null() { make() } else { cache }
            }
        }
    };
}

step!(Linked);
step!(TwoAddresses<Stack>);
step!(TwoAddresses<Linked>);
step!(Yours);

unsafe extern "C" fn malloc<L: Step>(size: usize) -> *mut c_void {
    // SAFETY: the cache is this thread's, and nobody has it while this runs.
    unsafe { &mut *L::mine() }.alloc(layout(size)).cast()
}

unsafe extern "C" fn free_sized<L: Step>(object: *mut c_void, size: usize) {
    // SAFETY: as above, and the caller's promise: it is the layout that it was allocated with.
    unsafe { (*L::mine()).dealloc(object.cast(), layout(size)) };
}

unsafe extern "C" fn free<L: Step>(object: *mut c_void) {
    // SAFETY: as above.
    unsafe { (*L::mine()).free(object.cast()) };
}

/// The whole lesson, with lists of this kind.
const fn with_lists<L: Step>() -> Kind {
    Kind::Sized(Functions { malloc: malloc::<L> as Malloc, free: free_sized::<L> })
}

/// The same, freed by the address alone.
const fn by_address<L: Step>() -> Kind {
    Kind::Unsized(Functions { malloc: malloc::<L> as Malloc, free: free::<L> })
}
