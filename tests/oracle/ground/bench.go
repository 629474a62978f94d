// The `ground` workloads that Go has too, timed in Go: `name<TAB>nanoseconds`, the median of the rounds.
package main

import (
	"flag"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"
)

// workload has a name, how many operations run does, and run itself, which says how long they took.
type workload struct {
	name string
	ops  int
	run  func(ops int) time.Duration
}

// sink keeps what the sections compute.
var sink uint64

func main() {
	rounds := flag.Int("rounds", 7, "how often each workload is timed; the median counts")
	flag.Parse()
	fmt.Printf("# ground/bench.go %s %s/%s rounds=%d\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, *rounds)
	loads := []workload{
		{"puppet-switch", 2_000_000, gosched},
		{"lock-uncontended", 10_000_000, uncontended},
		{"lock-k2", 2_000_000, func(ops int) time.Duration { return contended(ops, 2) }},
		{"lock-k4", 2_000_000, func(ops int) time.Duration { return contended(ops, 4) }},
	}
	times := make([][]float64, len(loads))
	for range *rounds {
		for i, w := range loads {
			times[i] = append(times[i], float64(w.run(w.ops).Nanoseconds())/float64(w.ops))
		}
	}
	for i, w := range loads {
		slices.Sort(times[i])
		fmt.Printf("%s\t%.2f\n", w.name, times[i][len(times[i])/2])
	}
}

// gosched: two goroutines on one processor that give way to each other: there and back.
func gosched(ops int) time.Duration {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var both sync.WaitGroup
	start := time.Now()
	for range 2 {
		both.Go(func() {
			for range ops {
				runtime.Gosched()
			}
		})
	}
	both.Wait()
	return time.Since(start)
}

// uncontended: lock, add one, unlock.
func uncontended(ops int) time.Duration {
	var lock sync.Mutex
	value := uint64(0)
	start := time.Now()
	for range ops {
		lock.Lock()
		value++
		lock.Unlock()
	}
	took := time.Since(start)
	sink += value
	return took
}

// contended: k goroutines, each with the same share of the sections.
func contended(ops, k int) time.Duration {
	var lock sync.Mutex
	var all sync.WaitGroup
	value := uint64(1)
	start := time.Now()
	for range k {
		all.Go(func() {
			own := uint64(2)
			for range ops / k {
				lock.Lock()
				value = xorshift(value, 4)
				lock.Unlock()
				own = xorshift(own, 8)
			}
			lock.Lock()
			sink += own
			lock.Unlock()
		})
	}
	all.Wait()
	took := time.Since(start)
	sink += value
	return took
}

func xorshift(value uint64, rounds int) uint64 {
	for range rounds {
		value ^= value << 13
		value ^= value >> 7
		value ^= value << 17
	}
	return value
}
