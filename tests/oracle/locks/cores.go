// Two parties at one Mutex, and four at one RWMutex, on all cores and on one: `name<TAB>value`, the median of seven runs. Beside the time
// of a section it counts how many of them a party has in a row.
package main

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

const (
	crowdTime = 60 * time.Millisecond
	rounds    = 7
)

// sink keeps what is computed, so that the compiler does too.
var sink atomic.Uint64

func main() {
	all := runtime.GOMAXPROCS(0)
	fmt.Printf("# locks/cores.go %s %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	for _, cores := range []int{all, 1} {
		runtime.GOMAXPROCS(cores)
		suffix := ""
		if cores == 1 {
			suffix = "-onecore"
		}
		var alone, two, row, four []float64
		for range rounds {
			time1, _ := mutex(1)
			time2, inARow := mutex(2)
			alone, two, row, four = append(alone, time1), append(two, time2), append(row, inARow), append(four, readers(4))
		}
		for _, figure := range []struct {
			name   string
			values []float64
		}{{"mutex-k1", alone}, {"mutex-k2", two}, {"mutex-k2-row", row}, {"rw-99read-k4", four}} {
			slices.Sort(figure.values)
			fmt.Printf("%s%s\t%.2f\n", figure.name, suffix, figure.values[rounds/2])
		}
	}
}

// mutex is the time of a section, and how many a party has in a row.
func mutex(parties int) (float64, float64) {
	var mu sync.Mutex
	value, last, changes := uint64(1), -1, 0
	wall, sections := crowd(parties, func(party, _ int) {
		mu.Lock()
		if last != party {
			last = party
			changes++
		}
		value = work(4, value)
		mu.Unlock()
	})
	sink.Add(value)
	return float64(wall.Nanoseconds()) / float64(sections), float64(sections) / float64(changes)
}

// readers is the time of a section, where one in a hundred writes.
func readers(parties int) float64 {
	var mu sync.RWMutex
	value := uint64(1)
	wall, sections := crowd(parties, func(_, turn int) {
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
	return float64(wall.Nanoseconds()) / float64(sections)
}

// crowd has parties call operation again and again, and returns the wall time and how often they did.
func crowd(parties int, operation func(party, turn int)) (time.Duration, int) {
	var ready, all sync.WaitGroup
	var stop atomic.Bool
	var sections atomic.Int64
	start := make(chan struct{})
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
			sections.Add(int64(turn))
		})
	}
	ready.Wait()
	began := time.Now()
	close(start)
	time.Sleep(crowdTime)
	stop.Store(true)
	all.Wait()
	return time.Since(began), int(sections.Load())
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
