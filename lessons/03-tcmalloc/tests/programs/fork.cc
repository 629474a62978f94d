// A fork may come while other threads hold the allocator's locks. The child has one thread, and must be able to allocate.
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <vector>

namespace {

constexpr int kThreads = 4, kForks = 150;

// Many sizes at once, so that all layers are busy.
bool churn(unsigned seed) {
    std::vector<unsigned char*> all;
    for (unsigned n = 0; n < 400; n++) {
        std::size_t size = 1 + (n + seed) * 7919u % (n % 50 == 0 ? 900000 : 2000);
        all.push_back(static_cast<unsigned char*>(std::malloc(size)));
        if (!all.back()) return false;
        all.back()[0] = all.back()[size - 1] = static_cast<unsigned char>(n);
    }
    bool kept = true;
    for (unsigned n = 0; n < all.size(); n++) {
        kept &= all[n][0] == static_cast<unsigned char>(n);
        std::free(all[n]);
    }
    return kept;
}

// The child frees what its parent allocated, allocates itself, and starts a thread that does.
bool child(std::vector<void*>& inherited) {
    for (void*& object : inherited) {
        std::free(object);
        object = nullptr;
    }
    bool fine = churn(1);
    std::thread([&fine] { fine &= churn(2); }).join();
    return fine;
}

}  // namespace

int main() {
    std::atomic<bool> over{false};
    std::vector<std::thread> threads;
    for (unsigned n = 0; n < kThreads; n++) {
        threads.emplace_back([&over, n] {
            // Threads come and go meanwhile, too.
            for (unsigned round = n; !over; round++) {
                if (!churn(round)) std::abort();
                if (round % 4 == 0) std::thread(churn, round).join();
            }
        });
    }
    std::vector<void*> inherited;
    for (std::size_t n = 0; n < 1000; n++) inherited.push_back(std::malloc(1 + n * 3));
    int fine = 0;
    for (int n = 0; n < kForks; n++) {
        pid_t pid = fork();
        if (pid == 0) _exit(child(inherited) ? 7 : 1);
        int status = 0;
        if (pid < 0 || waitpid(pid, &status, 0) != pid) return 1;
        fine += WIFEXITED(status) && WEXITSTATUS(status) == 7;
    }
    over = true;
    for (std::thread& thread : threads) thread.join();
    for (void* object : inherited) std::free(object);
    std::printf("%d children\n%s\n", fine, fine == kForks ? "ok" : "wrong");
}
