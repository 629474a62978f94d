// Loads libraries with thread-locals, more than the loader has room for at the start: then it allocates tables, from within the
// access to a thread-local, and perhaps to the allocator's own.
#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

namespace {

using Call = long (*)();
using Make = void* (*)();

}  // namespace

int main(int count, char** names) {
    std::vector<void*> libraries, objects;
    long sum = 0;
    for (int round = 0; round < 2; round++) {
        for (int n = 1; n < count; n++) {
            void* library = dlopen(names[n], RTLD_NOW | RTLD_LOCAL);
            if (!library) return std::puts(dlerror()), 1;
            libraries.push_back(library);
            // The first access to a thread-local after a library came is the allocator's.
            std::free(std::malloc(100));
            auto call = reinterpret_cast<Call>(dlsym(library, "plugin"));
            sum += call() + call();
            std::thread([call, &sum] {
                std::free(std::malloc(100));
                sum += call();
            }).join();
            objects.push_back(reinterpret_cast<Make>(dlsym(library, "plugin_object"))());
        }
        for (void* library : libraries) dlclose(library);
        libraries.clear();
    }
    for (void* object : objects) {
        sum += static_cast<unsigned char*>(object)[249];
        std::free(object);
    }
    std::printf("%d libraries, %ld\nok\n", count - 1, sum);
}
