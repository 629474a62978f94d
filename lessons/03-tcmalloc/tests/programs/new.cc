// Every form of new and delete, at every alignment, and the one that says no.
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <new>
#include <vector>

namespace {

template <std::size_t kAlign>
struct alignas(kAlign) Block {
    unsigned char bytes[kAlign * 3];
};

int wrong = 0;

bool aligned(const void* start, std::size_t align) {
    return reinterpret_cast<std::uintptr_t>(start) % align == 0;
}

template <std::size_t kAlign>
void blocks() {
    std::vector<Block<kAlign>*> all;
    for (int n = 0; n < 100; n++) {
        all.push_back(new Block<kAlign>);
        wrong += !aligned(all.back(), kAlign);
        std::memset(all.back()->bytes, n, sizeof all.back()->bytes);
    }
    auto* many = new Block<kAlign>[7];
    wrong += !aligned(many, kAlign);
    for (int n = 0; n < 100; n++) {
        wrong += all[static_cast<std::size_t>(n)]->bytes[kAlign] != n;
        delete all[static_cast<std::size_t>(n)];
    }
    delete[] many;
    std::printf("%zu ", kAlign);
}

}  // namespace

int main() {
    blocks<1>(), blocks<8>(), blocks<16>(), blocks<32>(), blocks<64>(), blocks<256>(), blocks<1024>(), blocks<4096>();
    blocks<8192>(), blocks<65536>(), blocks<1048576>();
    for (std::size_t size = 16; size < 600000; size += size / 7 + 1) {
        void* start = ::operator new(size);
        wrong += !aligned(start, 16);
        ::operator delete(start, size);
    }
    volatile std::size_t huge = SIZE_MAX / 2 - 100;
    wrong += ::operator new(huge, std::nothrow) != nullptr;
    try {
        ::operator delete(::operator new(huge));
        wrong++;
    } catch (const std::bad_alloc&) {
        std::printf("bad_alloc\n");
    }
    std::puts(wrong ? "wrong" : "ok");
}
