// The `alloc` workloads, timed in Go: `name<TAB>nanoseconds`, the median of the rounds. Go has no free: an object is dropped,
// and the collector that finds it runs within the time. What make returns is zeroed.
package main

import (
	"flag"
	"fmt"
	"math/bits"
	"runtime"
	"slices"
	"sync"
	"time"
)

const (
	batch   = 1000
	across  = 256
	batches = 4_000
	slots   = 1000
	steps   = 5000
	periods = 20
)

// sink keeps what is allocated on the heap.
var sink []byte

func main() {
	rounds := flag.Int("rounds", 7, "how often each workload is timed; the median counts")
	flag.Parse()
	fmt.Printf("# tcmalloc/bench.go %s %s/%s rounds=%d\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, *rounds)
	random := newRandom(1)
	sizes := make([]int, batch)
	for i := range sizes {
		sizes[i] = random.size()
	}
	mixed := random.order(batch)
	same := slices.Repeat([]int{64}, batch)
	lifo := make([]int, batch)
	for i := range lifo {
		lifo[i] = batch - 1 - i
	}
	loads := []struct {
		name string
		ops  int
		run  func()
	}{
		{"pair-64", 2_000_000, func() { pairs(2_000_000, 64) }},
		{"pair-1K", 500_000, func() { pairs(500_000, 1<<10) }},
		{"pair-256K", 4_000, func() { pairs(4_000, 256<<10) }},
		{"pair-1M", 1_000, func() { pairs(1_000, 1<<20) }},
		{"batch1000-64-lifo", 1000 * batch, func() { inBatches(1000, same, lifo) }},
		{"batch1000-64-random", 1000 * batch, func() { inBatches(1000, same, mixed) }},
		{"batch1000-mixed-random", 1000 * batch, func() { inBatches(1000, sizes, mixed) }},
		{"xthread-64", across * batches, fromOneToAnother},
		{"larson-t2", 2 * steps * periods, func() { larson(2) }},
		{"larson-t8", 8 * steps * periods, func() { larson(8) }},
	}
	times := make([][]float64, len(loads))
	for range *rounds {
		for i, w := range loads {
			runtime.GC()
			start := time.Now()
			w.run()
			times[i] = append(times[i], float64(time.Since(start).Nanoseconds())/float64(w.ops))
		}
	}
	for i, w := range loads {
		slices.Sort(times[i])
		fmt.Printf("%s\t%.2f\n", w.name, times[i][len(times[i])/2])
	}
}

// object allocates size bytes and writes the first.
func object(size int) []byte {
	made := make([]byte, size)
	made[0] = 1
	return made
}

func pairs(count, size int) {
	for range count {
		sink = object(size)
	}
	sink = nil
}

// inBatches allocates one object of each size, then drops them in this order.
func inBatches(count int, sizes, order []int) {
	objects := make([][]byte, len(sizes))
	for range count {
		for i, size := range sizes {
			objects[i] = object(size)
		}
		for _, at := range order {
			objects[at] = nil
		}
	}
}

// fromOneToAnother lets one goroutine allocate, and another drop.
func fromOneToAnother() {
	through := make(chan [across][]byte, 8)
	go func() {
		for range batches {
			var objects [across][]byte
			for i := range objects {
				objects[i] = object(64)
			}
			through <- objects
		}
		close(through)
	}()
	for objects := range through {
		sink = objects[across-1]
	}
}

// larson lets each goroutine exchange objects in its slots, and hand the slots on every so often.
func larson(parties int) {
	hand := make([]chan [][]byte, parties)
	for i := range hand {
		hand[i] = make(chan [][]byte, 1)
	}
	var all sync.WaitGroup
	for party := range parties {
		all.Go(func() {
			random := newRandom(uint64(1 + party))
			mine := make([][]byte, slots)
			for i := range mine {
				mine[i] = object(random.size())
			}
			for range periods {
				for range steps {
					mine[random.below(slots)] = object(random.size())
				}
				hand[party] <- mine
				mine = <-hand[(party+1)%parties]
			}
		})
	}
	all.Wait()
}

// random is Marsaglia's xorshift.
type random uint64

func newRandom(seed uint64) *random {
	state := random(seed*0x9e3779b97f4a7c15 | 1)
	return &state
}

func (r *random) below(end int) int {
	*r ^= *r << 13
	*r ^= *r >> 7
	*r ^= *r << 17
	high, _ := bits.Mul64(uint64(*r), uint64(end))
	return int(high)
}

// size is one from 16 to 1024 bytes.
func (r *random) size() int {
	return 16 + r.below(1024-16+1)
}

func (r *random) order(count int) []int {
	order := make([]int, count)
	for i := range order {
		order[i] = i
	}
	for i := count - 1; i > 0; i-- {
		at := r.below(i + 1)
		order[i], order[at] = order[at], order[i]
	}
	return order
}
