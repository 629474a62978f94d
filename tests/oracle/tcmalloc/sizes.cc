// How many bytes a request really gets: every size up to 256 KiB and a little more, runs of equal answers in a line.
#include "gperftools.h"

namespace {

// The answer of the object itself, which has to be that of nallocx.
std::size_t bytes_for(std::size_t size) {
    void* object = tc_malloc(size);
    std::size_t bytes = tc_malloc_size(object);
    tc_free(object);
    if (bytes != tc_nallocx(size, 0)) std::printf("nallocx of %zu says something else\n", size);
    return bytes;
}

}  // namespace

int main() {
    head("sizes.cc", "from this size, to this, an object has so many bytes");
    std::size_t first = 1, bytes = bytes_for(1);
    for (std::size_t size = 2; size <= kMaxSmall + 5 * kPage + 1; size++) {
        std::size_t now = bytes_for(size);
        if (now != bytes) {
            std::printf("%zu\t%zu\t%zu\n", first, size - 1, bytes);
            first = size;
            bytes = now;
        }
    }
}
