//! Size classes: the sizes that Go's allocator really hands out. A growing slice gets all of the block it is
//! given, so its capacity is decided here as much as by the growth rule.

/// Which of Go's two tables of size classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Classes {
    /// Go 1.12 to 1.15: 66 classes, none between 16 and 32 bytes.
    Go1_12,
    /// Go 1.16 and later (to 1.27): 67 classes, with 24 bytes.
    Go1_16,
}

// ANCHOR: sizes
/// The sizes in bytes, smallest first. Source: Go 1.27 `internal/runtime/gc/sizeclasses.go`.
const SIZES: [u16; 67] = [
    8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256, 288, 320, 352, 384, 416, 448, 480,
    512, 576, 640, 704, 768, 896, 1024, 1152, 1280, 1408, 1536, 1792, 2048, 2304, 2688, 3072, 3200, 3456, 4096, 4864,
    5376, 6144, 6528, 6784, 6912, 8192, 9472, 9728, 10240, 10880, 12288, 13568, 14336, 16384, 18432, 19072, 20480,
    21760, 24576, 27264, 28672, 32768,
];
// ANCHOR_END: sizes

/// The largest size that has a class; larger blocks are whole pages.
pub(crate) const MAX_SMALL: usize = 32768;
/// A page of Go's heap.
const PAGE: usize = 8192;
/// The one class that Go 1.12 to 1.15 did not have.
const ADDED_IN_GO1_16: usize = 24;

// Every class up to 1024 is a multiple of 8, and every one above is a multiple of 128. So two small tables,
// made when the program is compiled, answer in one load what a search of SIZES would answer in six.

/// `BY_8[n]`: the class for `8 * n` bytes.
static BY_8: [u16; 1024 / 8 + 1] = table(0, 8);
/// `BY_128[n]`: the class for `1024 + 128 * n` bytes.
static BY_128: [u16; (MAX_SMALL - 1024) / 128 + 1] = table(1024, 128);

/// The smallest class that holds `first`, `first + step`, and so on.
const fn table<const N: usize>(first: usize, step: usize) -> [u16; N] {
    let mut table = [0; N];
    let (mut n, mut class) = (0, 0);
    while n < N {
        while (SIZES[class] as usize) < first + n * step {
            class += 1;
        }
        table[n] = SIZES[class];
        n += 1;
    }
    table
}

// ANCHOR: round_up_size
/// The bytes that Go's allocator hands out for a request of `bytes`: a class, or above 32768 whole 8 KiB pages.
///
/// Source: Go 1.27 `runtime/msize.go`, `roundupsize`.
///
/// ```
/// use slices::{Classes, round_up_size};
/// assert_eq!(round_up_size(Classes::Go1_16, 24), 24);
/// assert_eq!(round_up_size(Classes::Go1_12, 24), 32);
/// assert_eq!(round_up_size(Classes::Go1_16, 40_000), 40_960); // five pages
/// ```
#[inline]
pub fn round_up_size(classes: Classes, bytes: usize) -> usize {
    if bytes > MAX_SMALL {
        return bytes.checked_next_multiple_of(PAGE).unwrap_or(bytes);
    }
    let size = if bytes <= 1024 { BY_8[bytes.div_ceil(8)] } else { BY_128[(bytes - 1024).div_ceil(128)] } as usize;
    if classes == Classes::Go1_12 && size == ADDED_IN_GO1_16 { 32 } else { size }
}
// ANCHOR_END: round_up_size
