// The `channels` workloads, timed in Go: `name<TAB>nanoseconds`, the median of the rounds. Parties are goroutines.
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
	messages   = 1_000_000
	roundtrips = 200_000
	alone      = 5_000_000
)

// sink keeps what is received, so that the compiler does too.
var sink uint64

func main() {
	rounds := flag.Int("rounds", 7, "how often each workload is timed; the median counts")
	flag.Parse()
	fmt.Printf("# channels/bench.go %s %s/%s rounds=%d\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, *rounds)
	loads := []struct {
		name string
		ops  int
		run  func()
	}{
		{"pingpong-unbuf", roundtrips, pingpong},
		{"spsc-128", messages, func() { through(1, 1) }},
		{"mpsc-4x1-128", messages, func() { through(4, 1) }},
		{"mpmc-4x4-128", messages, func() { through(4, 4) }},
		{"self-pair-128", alone, selfPair},
		{"try-send-full", alone, trySendFull},
		{"try-recv-empty", alone, tryRecvEmpty},
		{"select-2of4", messages, selectTwoOfFour},
		{"select-2prod-16", messages, selectTwoProducers},
	}
	times := make([][]float64, len(loads))
	for range *rounds {
		for i, w := range loads {
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

func pingpong() {
	there, back := make(chan uint64), make(chan uint64)
	go func() {
		for v := range there {
			back <- v
		}
	}()
	for i := range uint64(roundtrips) {
		there <- i
		sink += <-back
	}
	close(there)
}

// through sends all messages through one channel of capacity 128.
func through(senders, receivers int) {
	c := make(chan uint64, 128)
	var all sync.WaitGroup
	for range senders {
		all.Go(func() {
			for i := range uint64(messages / senders) {
				c <- i
			}
		})
	}
	for range receivers {
		all.Go(func() {
			sum := uint64(0)
			for range messages / receivers {
				sum += <-c
			}
			runtime.KeepAlive(sum)
		})
	}
	all.Wait()
}

func selfPair() {
	c := make(chan uint64, 128)
	for i := range uint64(alone) {
		c <- i
		sink += <-c
	}
}

func trySendFull() {
	c := make(chan uint64, 1)
	c <- 1
	for i := range uint64(alone) {
		select {
		case c <- i:
			sink++
		default:
		}
	}
}

func tryRecvEmpty() {
	c := make(chan uint64, 128)
	for range alone {
		select {
		case v := <-c:
			sink += v
		default:
		}
	}
}

func selectTwoOfFour() {
	var c [4]chan uint64
	for i := range c {
		c[i] = make(chan uint64, 1)
	}
	c[1] <- 1
	c[3] <- 3
	for range messages {
		at, v := 0, uint64(0)
		select {
		case v = <-c[0]:
		case v = <-c[1]:
			at = 1
		case v = <-c[2]:
			at = 2
		case v = <-c[3]:
			at = 3
		}
		c[at] <- v
	}
}

func selectTwoProducers() {
	one, two := make(chan uint64, 16), make(chan uint64, 16)
	for _, c := range []chan uint64{one, two} {
		go func() {
			for i := range uint64(messages / 2) {
				c <- i
			}
		}()
	}
	for range messages {
		select {
		case v := <-one:
			sink += v
		case v := <-two:
			sink += v
		}
	}
}
