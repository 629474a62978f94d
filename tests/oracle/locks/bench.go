// The `locks` workloads, timed in Go: `name<TAB>value`, the median of the rounds. Parties are goroutines.
package main

import (
	"flag"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

const (
	crowdTime  = 60 * time.Millisecond
	roundtrips = 100_000
	alone      = 5_000_000
)

// sink keeps what is computed, so that the compiler does too.
var sink atomic.Uint64

func main() {
	rounds := flag.Int("rounds", 7, "how often each workload is timed; the median counts")
	flag.Parse()
	fmt.Printf("# locks/bench.go %s %s/%s rounds=%d\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, *rounds)
	var names []string
	values := map[string][]float64{}
	figure := func(name string, value float64) {
		if values[name] == nil {
			names = append(names, name)
		}
		values[name] = append(values[name], value)
	}
	for range *rounds {
		figure("mutex-uncontended", each(alone, mutexAlone))
		for _, parties := range []int{2, 4, 8} {
			contended(parties, figure)
		}
		figure("rw-read-uncontended", each(alone, readAlone))
		figure("rw-99read-k4", readers(4))
		figure("cond-pingpong", each(roundtrips, pingpong))
		figure("sem-uncontended", each(alone, semaphore))
		figure("once-done", each(alone, once))
	}
	for _, name := range names {
		all := values[name]
		slices.Sort(all)
		fmt.Printf("%s\t%.2f\n", name, all[len(all)/2])
	}
}

// each is the time of one of n operations.
func each(n int, run func(n int)) float64 {
	start := time.Now()
	run(n)
	return float64(time.Since(start).Nanoseconds()) / float64(n)
}

func mutexAlone(n int) {
	var mu sync.Mutex
	value := 0
	for range n {
		mu.Lock()
		value++
		mu.Unlock()
	}
	sink.Add(uint64(value))
}

func readAlone(n int) {
	var mu sync.RWMutex
	for range n {
		mu.RLock()
		mu.RUnlock()
	}
}

// semaphore is what a Go program uses as one: a buffered channel.
func semaphore(n int) {
	permits := make(chan struct{}, 4)
	for range n {
		permits <- struct{}{}
		<-permits
	}
}

func once(n int) {
	var o sync.Once
	for range n {
		o.Do(func() { sink.Add(1) })
	}
}

func pingpong(n int) {
	var mu sync.Mutex
	mine, yours := sync.NewCond(&mu), sync.NewCond(&mu)
	turn := 0
	take := func(cond, other *sync.Cond, own, next int) {
		mu.Lock()
		for turn != own {
			cond.Wait()
		}
		turn = next
		mu.Unlock()
		other.Signal()
	}
	var all sync.WaitGroup
	all.Go(func() {
		for range n {
			take(yours, mine, 1, 0)
		}
	})
	for range n {
		take(mine, yours, 0, 1)
	}
	all.Wait()
}

func work(rounds int, x uint64) uint64 {
	x |= 1
	for range rounds {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
	}
	return x
}

// crowd has parties call operation again and again, and returns the wall time and what each did. Each does one at least.
func crowd(parties int, operation func(party, turn int)) (time.Duration, []int) {
	var ready, all sync.WaitGroup
	var stop atomic.Bool
	start := make(chan struct{})
	turns := make([]int, parties)
	for party := range parties {
		ready.Add(1)
		all.Go(func() {
			ready.Done()
			<-start
			between, turn := uint64(1), 0
			for {
				operation(party, turn)
				turn++
				between = work(8, between)
				if stop.Load() {
					break
				}
			}
			sink.Add(between)
			turns[party] = turn
		})
	}
	ready.Wait()
	began := time.Now()
	close(start)
	time.Sleep(crowdTime)
	stop.Store(true)
	all.Wait()
	return time.Since(began), turns
}

func perOperation(wall time.Duration, turns []int) float64 {
	sum := 0
	for _, n := range turns {
		sum += n
	}
	return float64(wall.Nanoseconds()) / float64(sum)
}

func contended(parties int, figure func(string, float64)) {
	var mu sync.Mutex
	value := uint64(1)
	name := fmt.Sprintf("mutex-k%d", parties)
	wall, turns := crowd(parties, func(_, _ int) {
		mu.Lock()
		value = work(4, value)
		mu.Unlock()
	})
	figure(name, perOperation(wall, turns))
	figure(name+"-unfair", float64(slices.Max(turns))/float64(slices.Min(turns)))
	// A second run, for two looks at a clock cost more than the section.
	waits := make([][]time.Duration, parties)
	crowd(parties, func(party, _ int) {
		asked := time.Now()
		mu.Lock()
		had := time.Since(asked)
		value = work(4, value)
		mu.Unlock()
		waits[party] = append(waits[party], had)
	})
	sink.Add(value)
	sorted := slices.Concat(waits...)
	slices.Sort(sorted)
	last := len(sorted) - 1
	figure(name+"-p999wait", float64(sorted[last*999/1000].Nanoseconds()))
	figure(name+"-maxwait", float64(sorted[last].Nanoseconds()))
}

// readers has parties that write once in a hundred times.
func readers(parties int) float64 {
	var mu sync.RWMutex
	value := uint64(1)
	wall, turns := crowd(parties, func(_, turn int) {
		if turn%100 == 0 {
			mu.Lock()
			value = work(4, value)
			mu.Unlock()
			return
		}
		mu.RLock()
		read := work(4, value)
		mu.RUnlock()
		if read == 0 {
			panic("xorshift never yields zero")
		}
	})
	return perOperation(wall, turns)
}
