// The text of every panic a slice can raise: `case<TAB>text`, one line a case, grouped by `== LABEL`.
package main

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"unsafe"
)

// The numbers stand in variables, so that the compiler cannot refuse the program.
var (
	neg, zero, one, two, three, four, five, six = -1, 0, 1, 2, 3, 4, 5, 6

	huge = 1 << 59
	most = 1<<63 - 1
)

func main() {
	fmt.Printf("# slices/panics.go %s %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	makes()
	indexes()
	twoIndex()
	threeIndex()
	onStrings()
	conversions()
	byHand()
	library()
}

// try runs body and prints what it panicked with, or that it did not.
func try(name string, body func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Printf("%s\t%v\n", name, r)
		} else {
			fmt.Printf("%s\tno panic\n", name)
		}
	}()
	body()
}

var sink any

// ANCHOR: makes
func makes() {
	fmt.Println("== make")
	for _, n := range []int{0, neg, huge, most} {
		try(fmt.Sprintf("make([]int64, %d)", n), func() { sink = make([]int64, n) })
	}
	for _, n := range []int{neg, huge, most} {
		try(fmt.Sprintf("make([]int64, 0, %d)", n), func() { sink = make([]int64, 0, n) })
	}
	try("make([]int64, 2, 1)", func() { sink = make([]int64, two, one) })
	try("make([]int64, -1, -1)", func() { sink = make([]int64, neg, neg) })
	try("make([]int64, -1, 2)", func() { sink = make([]int64, neg, two) })
	try("make([]int64, 1<<59, 1<<59)", func() { sink = make([]int64, huge, huge) })
	try("make([]struct{}, 1<<59)", func() { sink = make([]struct{}, huge) })
	try("make([]struct{}, 1<<63-1)", func() { sink = make([]struct{}, most) })
	try("make([]struct{}, -1)", func() { sink = make([]struct{}, neg) })
	try("append of 1<<63-1 struct{} and one more", func() {
		full := make([]struct{}, most)
		sink = append(full, struct{}{})
	})
	try("append of 1<<63-1 struct{} and as many again", func() {
		full := make([]struct{}, most)
		sink = append(full, full...)
	})
}

// ANCHOR_END: makes

// ANCHOR: indexes
func indexes() {
	fmt.Println("== index")
	s, none := make([]int, 3, 5), []int(nil)
	for _, i := range []int{0, neg, three, five, most} {
		try(fmt.Sprintf("s[%d], len 3 cap 5", i), func() { sink = s[i] })
	}
	try("s[3] = 1, len 3 cap 5", func() { s[three] = 1 })
	try("nil[0]", func() { sink = none[zero] })
	try("array[3], [3]int", func() { var a [3]int; sink = a[three] })
	try("s[uint64(1<<63)], len 3 cap 5", func() { u := uint64(1) << 63; sink = s[u] })
}

// ANCHOR_END: indexes

// ANCHOR: two_index
func twoIndex() {
	fmt.Println("== s[i:j]")
	s, none := make([]int, 3, 5), []int(nil)
	for _, b := range [][2]int{
		{0, 5}, {5, 5}, {0, 6}, {0, neg}, {neg, 2}, {neg, neg}, {2, 1}, {6, 6}, {neg, 6}, {6, 2}, {6, 5}, {most, most}, {2, neg},
	} {
		try(fmt.Sprintf("s[%d:%d], len 3 cap 5", b[0], b[1]), func() { sink = s[b[0]:b[1]] })
	}
	fmt.Println("== s[i:] and s[:j]")
	for _, i := range []int{3, 4, 6, neg} {
		try(fmt.Sprintf("s[%d:], len 3 cap 5", i), func() { sink = s[i:] })
	}
	for _, j := range []int{5, 6, neg} {
		try(fmt.Sprintf("s[:%d], len 3 cap 5", j), func() { sink = s[:j] })
	}
	fmt.Println("== nil[i:j] and array[i:j]")
	try("nil[0:0]", func() { sink = none[zero:zero] })
	try("nil[0:1]", func() { sink = none[zero:one] })
	try("nil[1:]", func() { sink = none[one:] })
	array := new([3]int)
	try("array[0:4], [3]int", func() { sink = array[zero:four] })
	try("array[2:1], [3]int", func() { sink = array[two:one] })
	try("array[4:], [3]int", func() { sink = array[four:] })
}

// ANCHOR_END: two_index

// ANCHOR: three_index
func threeIndex() {
	fmt.Println("== s[i:j:k]")
	s, none := make([]int, 3, 5), []int(nil)
	// Every bound from one below zero to one above the capacity: 8 x 8 x 8 cases.
	for i := neg; i <= six; i++ {
		for j := neg; j <= six; j++ {
			for k := neg; k <= six; k++ {
				try(fmt.Sprintf("s[%d:%d:%d], len 3 cap 5", i, j, k), func() { sink = s[i:j:k] })
			}
		}
	}
	try("nil[0:0:0]", func() { sink = none[zero:zero:zero] })
	try("nil[0:0:1]", func() { sink = none[zero:zero:one] })
	array := new([3]int)
	try("array[0:2:4], [3]int", func() { sink = array[zero:two:four] })
	try("array[0:3:2], [3]int", func() { sink = array[zero:three:two] })
	try("array[2:1:3], [3]int", func() { sink = array[two:one:three] })
}

// ANCHOR_END: three_index

func onStrings() {
	fmt.Println("== strings")
	s := strings.Repeat("x", 3)
	for _, i := range []int{neg, three} {
		try(fmt.Sprintf("text[%d], len 3", i), func() { sink = s[i] })
	}
	for _, b := range [][2]int{{0, 3}, {3, 3}, {0, 4}, {4, 4}, {2, 1}, {neg, 2}, {0, neg}} {
		try(fmt.Sprintf("text[%d:%d], len 3", b[0], b[1]), func() { sink = s[b[0]:b[1]] })
	}
	for _, i := range []int{4, neg} {
		try(fmt.Sprintf("text[%d:], len 3", i), func() { sink = s[i:] })
		try(fmt.Sprintf("text[:%d], len 3", i), func() { sink = s[:i] })
	}
}

func conversions() {
	fmt.Println("== slice to array")
	s := make([]int, 3, 5)
	try("[3]int(s), len 3 cap 5", func() { sink = [3]int(s) })
	try("[4]int(s), len 3 cap 5", func() { sink = [4]int(s) })
	try("(*[4]int)(s), len 3 cap 5", func() { sink = (*[4]int)(s) })
	try("(*[0]int)(nil)", func() { sink = (*[0]int)([]int(nil)) })
}

func byHand() {
	fmt.Println("== unsafe.Slice")
	array := new([3]int)
	try("unsafe.Slice(&array[0], -1)", func() { sink = unsafe.Slice(&array[0], neg) })
	try("unsafe.Slice(&array[0], 1<<63-1)", func() { sink = unsafe.Slice(&array[0], most) })
	try("unsafe.Slice((*int)(nil), 0)", func() { sink = unsafe.Slice((*int)(nil), zero) })
	try("unsafe.Slice((*int)(nil), 1)", func() { sink = unsafe.Slice((*int)(nil), one) })
}

// ANCHOR: library
func library() {
	fmt.Println("== package slices")
	s, none := make([]int, 3, 5), []int(nil)
	for _, i := range []int{3, 4, neg} {
		try(fmt.Sprintf("slices.Insert(s, %d), len 3 cap 5", i), func() { sink = slices.Insert(s, i) })
		try(fmt.Sprintf("slices.Insert(s, %d, 9), len 3 cap 5", i), func() { sink = slices.Insert(s, i, 9) })
	}
	try("slices.Insert(nil, 0, 9)", func() { sink = slices.Insert(none, zero, 9) })
	try("slices.Insert(nil, 1, 9)", func() { sink = slices.Insert(none, one, 9) })
	for _, b := range [][2]int{{0, 3}, {3, 3}, {0, 4}, {2, 1}, {4, 4}, {neg, 2}, {0, neg}, {0, 6}} {
		name := fmt.Sprintf("slices.Delete(s, %d, %d), len 3 cap 5", b[0], b[1])
		try(name, func() { sink = slices.Delete(s, b[0], b[1]) })
	}
	try("slices.Delete(nil, 0, 0)", func() { sink = slices.Delete(none, zero, zero) })
	try("slices.Replace(s, 2, 1, 9), len 3 cap 5", func() { sink = slices.Replace(s, two, one, 9) })
	try("slices.Replace(s, 0, 4, 9), len 3 cap 5", func() { sink = slices.Replace(s, zero, four, 9) })
	try("slices.Grow(s, -1)", func() { sink = slices.Grow(s, neg) })
	try("slices.Grow(s, 1<<63-1)", func() { sink = slices.Grow(s, most) })
	try("slices.Grow(s, 1<<59)", func() { sink = slices.Grow(s, huge) })
	try("slices.Repeat(s, -1)", func() { sink = slices.Repeat(s, neg) })
	try("slices.Repeat(s, 1<<63-1)", func() { sink = slices.Repeat(s, most) })
	try("slices.Repeat(s, 1<<59)", func() { sink = slices.Repeat(s, huge) })
	endless := make([]struct{}, most)
	try("slices.Concat(two of 1<<63-1 struct{})", func() { sink = slices.Concat(endless, endless) })
	try("slices.Chunk(s, 0)", func() { sink = slices.Chunk(s, zero) })
}

// ANCHOR_END: library
