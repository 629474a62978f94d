//! This lesson's allocator without one thing or another, as C functions: what each of them gained is measured against these.

mod two_addresses;
mod yours;

use std::cell::{OnceCell, UnsafeCell};
use std::ffi::c_void;
use std::mem::ManuallyDrop;

use tcmalloc::plain::OneLock;
use tcmalloc::{Cache, FreeList, Heap, Linked, MAX_SMALL, Stack};

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
    // Without both: caches of threads and batches are left.
    ("tcmalloc, caches alone", with_lists::<TwoAddresses<Linked>>()),
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

/// A kind of list, and where each thread has its cache with such lists: as near as the lesson's own, so that the way there makes no
/// difference.
trait Step: FreeList + Sized + 'static {
    /// This thread's cache, if it has one already.
    fn mine() -> Option<&'static mut Cache<'static, Self>>;

    /// This thread's cache, made now.
    fn make() -> &'static mut Cache<'static, Self>;
}

/// Calls this when its thread ends.
struct AtTheEnd(fn());

impl Drop for AtTheEnd {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// Gives a kind of list a heap, and each thread a cache of it.
macro_rules! step {
    ($list:ty) => {
        const _: () = {
            /// A thread-local without a destructor is the fastest that a thread can have.
            type Slot = UnsafeCell<ManuallyDrop<Option<Cache<'static, $list>>>>;
            static HEAP: Heap = Heap::new();
            thread_local! {
                static CACHE: Slot = const { UnsafeCell::new(ManuallyDrop::new(None)) };
                static END: OnceCell<AtTheEnd> = const { OnceCell::new() };
            }
            impl Step for $list {
                #[inline]
                fn mine() -> Option<&'static mut Cache<'static, $list>> {
                    // SAFETY: the slot is this thread's, and nobody has what is in it while an object comes or goes.
                    CACHE.with(|slot| unsafe { (*slot.get()).as_mut() })
                }

                fn make() -> &'static mut Cache<'static, $list> {
                    // SAFETY: as above. The thread ends, and takes its cache along.
                    let end = || CACHE.with(|slot| drop(unsafe { (*slot.get()).take() }));
                    assert!(END.with(|at_the_end| at_the_end.set(AtTheEnd(end))).is_ok(), "one cache for each thread");
                    let made = HEAP.cache_of().expect("there is memory");
                    // SAFETY: as above.
                    CACHE.with(|slot| unsafe { (*slot.get()).insert(made) })
                }
            }
        };
    };
}

step!(Linked);
step!(TwoAddresses<Stack>);
step!(TwoAddresses<Linked>);
step!(Yours);

// As in `TcMalloc`, what happens seldom has functions of its own, so that it costs the rest nothing.

unsafe extern "C" fn malloc<L: Step>(size: usize) -> *mut c_void {
    match L::mine() {
        Some(cache) if size <= MAX_SMALL => cache.alloc(layout(size)).cast(),
        _ => malloc_seldom::<L>(size),
    }
}

#[inline(never)]
extern "C" fn malloc_seldom<L: Step>(size: usize) -> *mut c_void {
    L::mine().unwrap_or_else(L::make).alloc(layout(size)).cast()
}

unsafe extern "C" fn free_sized<L: Step>(object: *mut c_void, size: usize) {
    match L::mine() {
        // SAFETY: the caller's promise: it is the layout that it was allocated with.
        Some(cache) if size <= MAX_SMALL => unsafe { cache.dealloc(object.cast(), layout(size)) },
        // SAFETY: the caller's promise.
        _ => unsafe { free_seldom::<L>(object) },
    }
}

#[inline(never)]
unsafe extern "C" fn free_seldom<L: Step>(object: *mut c_void) {
    // SAFETY: the caller's promise.
    unsafe { L::mine().unwrap_or_else(L::make).free(object.cast()) };
}

/// The whole lesson, with lists of this kind.
const fn with_lists<L: Step>() -> Kind {
    Kind::Sized(Functions { malloc: malloc::<L> as Malloc, free: free_sized::<L> })
}
