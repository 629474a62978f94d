// The size classes of the Go that runs this, from the table in its own source.
package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// Where the table stands: the older place first.
var places = []string{"src/runtime/sizeclasses.go", "src/internal/runtime/gc/sizeclasses.go"}

func main() {
	fmt.Printf("# sizeclass/classes.go %s\n", runtime.Version())
	fmt.Println("# columns: class, bytes an object, bytes a span, objects a span, tail waste, worst waste, pages a span")
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		fmt.Fprintln(os.Stderr, "go env GOROOT:", err)
		os.Exit(1)
	}
	for _, place := range places {
		if file, err := os.Open(filepath.Join(strings.TrimSpace(string(root)), place)); err == nil {
			printClasses(file)
			return
		}
	}
	fmt.Fprintln(os.Stderr, "no sizeclasses.go in", strings.TrimSpace(string(root)))
	os.Exit(1)
}

// printClasses prints the rows of the comment table: `//   1   8   8192   1024   0   87.50%   8`.
func printClasses(file *os.File) {
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var class, object, span, objects, tail int
		var worst float64
		n, _ := fmt.Sscanf(lines.Text(), "// %d %d %d %d %d %f%%", &class, &object, &span, &objects, &tail, &worst)
		if n == 6 {
			fmt.Printf("%d\t%d\t%d\t%d\t%d\t%.2f\t%d\n", class, object, span, objects, tail, worst, span/8192)
		}
	}
}
