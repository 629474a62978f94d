// The WaitGroup's workloads, timed in Go: `name<TAB>nanoseconds`, the median of the rounds. Parties are goroutines.
package main

import (
	"flag"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"
)

const (
	pairs   = 5_000_000
	batches = 2_000
	parties = 100
	rounds  = 2_000
)

func main() {
	times := flag.Int("rounds", 7, "how often each workload is timed; the median counts")
	flag.Parse()
	fmt.Printf("# waitgroup/bench.go %s %s/%s rounds=%d\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, *times)
	loads := []struct {
		name string
		ops  int
		run  func()
	}{
		{"wg-add-done", pairs, addDone},
		{"wg-meet-100", rounds, meet},
		{"wg-spawn100-wait", batches, spawn},
	}
	measured := make([][]float64, len(loads))
	for range *times {
		for i, w := range loads {
			start := time.Now()
			w.run()
			measured[i] = append(measured[i], float64(time.Since(start).Nanoseconds())/float64(w.ops))
		}
	}
	for i, w := range loads {
		slices.Sort(measured[i])
		fmt.Printf("%s\t%.2f\n", w.name, measured[i][len(measured[i])/2])
	}
}

func addDone() {
	var wg sync.WaitGroup
	wg.Add(1)
	for range pairs {
		wg.Add(1)
		wg.Done()
	}
	wg.Done()
	wg.Wait()
}

func spawn() {
	for range batches {
		var wg sync.WaitGroup
		for range parties {
			wg.Go(func() {})
		}
		wg.Wait()
	}
}

// meet lets a hundred goroutines meet, again and again: nobody goes on before all have come.
func meet() {
	groups := make([]sync.WaitGroup, rounds)
	var ended sync.WaitGroup
	for i := range groups {
		groups[i].Add(parties)
	}
	for range parties {
		ended.Go(func() {
			for i := range groups {
				groups[i].Done()
				groups[i].Wait()
			}
		})
	}
	ended.Wait()
}
