// By how much the heap grows when it has no span that fits, and what becomes of the rest and of what is freed.
#include <vector>

#include "gperftools.h"

namespace {

std::size_t heap() {
    return property("generic.heap_size");
}

std::size_t free_pages() {
    return property("tcmalloc.pageheap_free_bytes") / kPage;
}

}  // namespace

int main() {
    head("growth.cc", "bytes asked for, pages of the object, pages by which the heap grew, change of its free pages, and after the free");
    std::vector<void*> kept;
    // Until no span is free that would do: then each growth is for the request.
    auto use_up = [&kept] {
        while (free_pages() >= 33) kept.push_back(tc_malloc(kMaxSmall + 1));
    };
    for (std::size_t size : {262145, 270336, 270337, 524288, 1048575, 1048576, 1048577, 2097152, 10000000}) {
        use_up();
        std::size_t heap_before = heap(), free_before = free_pages();
        void* object = tc_malloc(size);
        long grown = static_cast<long>((heap() - heap_before) / kPage);
        long rest = static_cast<long>(free_pages()) - static_cast<long>(free_before);
        std::size_t pages = tc_malloc_size(object) / kPage;
        tc_free(object);
        long freed = static_cast<long>(free_pages()) - static_cast<long>(free_before);
        std::printf("%zu\t%zu\t%ld\t%+ld\t%+ld\n", size, pages, grown, rest, freed);
        kept.push_back(tc_malloc(size));  // so that the next one finds nothing
    }
    for (void* object : kept) tc_free(object);
    std::printf("all freed: %s\n", free_pages() > 0 ? "the page heap keeps it" : "the system has it");
}
