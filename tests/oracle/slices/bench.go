// The `slices` workloads, timed in Go: `name<TAB>nanoseconds`, the median of the rounds.
package main

import (
	"flag"
	"fmt"
	"runtime"
	"slices"
	"time"
)

// appended is how many elements an append workload appends in all.
const appended = 4_000_000

// workload has a name, the operations one call of run does, and run itself.
type workload struct {
	name string
	ops  int
	run  func()
}

// What a workload makes ends up here, so that it escapes and the compiler keeps it.
var (
	sink  []int64
	total int64
)

func main() {
	rounds := flag.Int("rounds", 7, "how often each workload is timed; the median counts")
	flag.Parse()
	fmt.Printf("# slices/bench.go %s %s/%s rounds=%d\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, *rounds)
	loads := workloads()
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

func workloads() []workload {
	var loads []workload
	for _, n := range []int{1, 8, 100, 1000, 10_000, 1_000_000} {
		loads = append(loads, workload{fmt.Sprintf("append-%d", n), appended, func() { appendOne(n) }})
	}
	from8KB, to8KB := make([]int64, 1<<10), make([]int64, 1<<10)
	from8MB, to8MB := make([]int64, 1<<20), make([]int64, 1<<20)
	return append(loads,
		workload{"append16-1000000", appended, func() { append16(1_000_000) }},
		workload{"append-reuse-1000", appended, func() { appendReuse(1000) }},
		workload{"copy-8KB", 200_000, func() { copies(200_000, to8KB, from8KB) }},
		workload{"copy-8MB", 100, func() { copies(100, to8MB, from8MB) }},
		workload{"reslice-16", 20_000_000, func() { reslice(20_000_000, from8KB) }},
	)
}

// ANCHOR: append_one
// appendOne appends 0..n one by one to an empty slice, until `appended` elements are done.
func appendOne(n int) {
	for range appended / n {
		var s []int64
		for i := range n {
			s = append(s, int64(i))
		}
		sink = s
	}
}

// ANCHOR_END: append_one

// append16 does the same, a block of 16 at a time.
func append16(n int) {
	var block [16]int64
	for range appended / n {
		var s []int64
		for i := 0; i < n; i += len(block) {
			block[0] = int64(i)
			s = append(s, block[:]...)
		}
		sink = s
	}
}

// appendReuse truncates to length 0 and appends n elements, for which the capacity suffices.
func appendReuse(n int) {
	s := make([]int64, 0, n)
	for range appended / n {
		s = s[:0]
		for i := range n {
			s = append(s, int64(i))
		}
		sink = s
	}
}

func copies(times int, to, from []int64) {
	for range times {
		copy(to, from)
		sink = to
	}
}

// reslice takes s[i:i+16] with its bounds checked, lets it escape, and reads one element.
func reslice(times int, s []int64) {
	for i := range times {
		at := i & 511
		sink = s[at : at+16]
		total += sink[3]
	}
}
