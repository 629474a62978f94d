// The WaitGroup's workloads, timed in Go: `name<TAB>nanoseconds`, the median of the rounds. Parties are goroutines.
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
	pairs   = 5_000_000
	batches = 2_000
	parties = 100
	rounds  = 200
)

func main() {
	times := flag.Int("rounds", 7, "how often each workload is timed; the median counts")
	flag.Parse()
	fmt.Printf("# waitgroup/bench.go %s %s/%s rounds=%d\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, *times)
	loads := []struct {
		name string
		ops  int
		run  func() time.Duration
	}{
		{"wg-add-done", pairs, addDone},
		{"wg-meet-100", rounds, meet},
		{"wg-spawn100-wait", batches, spawn},
	}
	measured := make([][]float64, len(loads))
	for range *times {
		for i, w := range loads {
			measured[i] = append(measured[i], float64(w.run().Nanoseconds())/float64(w.ops))
		}
	}
	for i, w := range loads {
		slices.Sort(measured[i])
		fmt.Printf("%s\t%.2f\n", w.name, measured[i][len(measured[i])/2])
	}
}

func addDone() time.Duration {
	var wg sync.WaitGroup
	wg.Add(1)
	start := time.Now()
	for range pairs {
		wg.Add(1)
		wg.Done()
	}
	took := time.Since(start)
	wg.Done()
	wg.Wait()
	return took
}

func spawn() time.Duration {
	start := time.Now()
	for range batches {
		var wg sync.WaitGroup
		for range parties {
			wg.Go(func() {})
		}
		wg.Wait()
	}
	return time.Since(start)
}

// meet lets a hundred goroutines meet, again and again: nobody goes on before all have come. The time is that from when a gate
// opens for all of them until the last has ended its last round.
func meet() time.Duration {
	groups := make([]sync.WaitGroup, rounds)
	for i := range groups {
		groups[i].Add(parties)
	}
	var came, ended sync.WaitGroup
	var missing atomic.Int32
	missing.Store(parties)
	var last time.Time
	open := make(chan struct{})
	came.Add(parties)
	for range parties {
		ended.Go(func() {
			came.Done()
			<-open
			for i := range groups {
				groups[i].Done()
				groups[i].Wait()
			}
			if missing.Add(-1) == 0 {
				last = time.Now()
			}
		})
	}
	came.Wait()
	start := time.Now()
	close(open)
	ended.Wait()
	return last.Sub(start)
}
