// Loads the allocator by `dlopen`, beside the program's own, when threads run already: they and later ones allocate with it. Then it
// is closed, and a thread ends that has a cache of it.
#include <dlfcn.h>

#include <condition_variable>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <thread>
#include <vector>

namespace {

using Malloc = void* (*)(std::size_t);
using Free = void (*)(void*);

std::mutex lock;
std::condition_variable loaded, used, closed;
Malloc late_malloc = nullptr;
Free late_free = nullptr;
int done = 0;
bool is_used = false, is_closed = false;

// Objects that keep what is written while others come and go.
bool works(int number) {
    std::vector<unsigned char*> objects;
    for (int n = 0; n < 5000; n++) {
        auto object = static_cast<unsigned char*>(late_malloc(1 + n % 3000));
        if (!object) return false;
        std::memset(object, number + n, 1 + n % 3000);
        objects.push_back(object);
    }
    for (int n = 0; n < 5000; n++) {
        if (objects[n][n % 3000] != static_cast<unsigned char>(number + n)) return false;
        late_free(objects[n]);
    }
    return true;
}

void thread(int number) {
    {
        std::unique_lock<std::mutex> held(lock);
        loaded.wait(held, [] { return late_free != nullptr; });
    }
    bool good = works(number);
    std::lock_guard<std::mutex> held(lock);
    done += good;
}

void outlives_it() {
    std::unique_lock<std::mutex> held(lock);
    late_free(late_malloc(100));
    is_used = true;
    used.notify_all();
    closed.wait(held, [] { return is_closed; });
}

// Closes it while a thread runs that has used it.
bool close(void* library) {
    std::thread last(outlives_it);
    {
        std::unique_lock<std::mutex> held(lock);
        used.wait(held, [] { return is_used; });
        if (dlclose(library) != 0) std::puts(dlerror());
        is_closed = true;
    }
    closed.notify_all();
    last.join();
    return true;
}

}  // namespace

int main(int count, char** names) {
    if (count != 2) return 2;
    std::vector<std::thread> threads;
    for (int n = 0; n < 4; n++) threads.emplace_back(thread, n);
    void* library = dlopen(names[1], RTLD_NOW | RTLD_LOCAL);
    if (!library) return std::puts(dlerror()), 1;
    {
        std::lock_guard<std::mutex> held(lock);
        late_malloc = reinterpret_cast<Malloc>(dlsym(library, "malloc"));
        late_free = reinterpret_cast<Free>(dlsym(library, "free"));
    }
    loaded.notify_all();
    for (int n = 4; n < 8; n++) threads.emplace_back(thread, n);
    for (auto& one : threads) one.join();
    std::printf("%d threads\n%s\n", done, done == 8 && works(8) && close(library) ? "ok" : "lost");
}
