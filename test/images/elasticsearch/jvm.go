package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// heap is what the options say of the Java heap, in bytes; 0 where they say nothing.
type heap struct{ initial, maximum int64 }

// jvmOption is one line of an options file: an option, alone or for some versions of Java.
var jvmOption = regexp.MustCompile(`^((\d+)(-)?(\d+)?:)?(-.*)$`)

// options that Java takes, as far as this stand-in knows them.
var jvmFlag = regexp.MustCompile(`^-(D[^=]+(=.*)?|XX:([+-][A-Za-z0-9]+|[A-Za-z0-9]+=.+)|Xlog(:.*)?|Xss\d+[kKmM]|Xm[sx].*|ea|da|server|-[a-z].*)$`)

// javaMajor is the version of Java in the image; lines of options files can be for some versions only.
const javaMajor = 25

// readJvmOptions reads jvm.options, jvm.options.d/*.options and ES_JAVA_OPTS, in this order: the last of two counts.
func readJvmOptions(configuration, environment string) ([]string, error) {
	files, _ := filepath.Glob(filepath.Join(configuration, "jvm.options.d", "*.options"))
	slices.Sort(files)
	var options []string
	for _, file := range append([]string{filepath.Join(configuration, "jvm.options")}, files...) {
		found, err := readOptionsFile(file)
		if err != nil {
			return nil, err
		}
		options = append(options, found...)
	}
	return append(options, strings.Fields(environment)...), nil
}

func readOptionsFile(name string) ([]string, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, refusal{exitConfiguration, err.Error()}
	}
	defer file.Close()
	var options []string
	lines := bufio.NewScanner(file)
	for number := 1; lines.Scan(); number++ {
		line := lines.Text()
		if strings.HasPrefix(line, "#") || strings.TrimSpace(line) == "" {
			continue
		}
		parts := jvmOption.FindStringSubmatch(line)
		if parts == nil {
			return nil, refusal{exitConfiguration, fmt.Sprintf(
				"encountered improperly formatted JVM option in [%s] on line number [%d]: [%s]", name, number, line)}
		}
		if forThisJava(parts[2], parts[3], parts[4]) {
			options = append(options, parts[5])
		}
	}
	return options, lines.Err()
}

func forThisJava(from, open, to string) bool {
	if from == "" {
		return true
	}
	lower, _ := strconv.Atoi(from)
	upper := lower
	if open != "" {
		upper = javaMajor
		if to != "" {
			upper, _ = strconv.Atoi(to)
		}
	}
	return lower <= javaMajor && javaMajor <= upper
}

// checkJvm refuses options that Java would not start with, and gives the heap.
func checkJvm(options []string) (heap, error) {
	var found heap
	for _, option := range options {
		if !strings.HasPrefix(option, "-") {
			return found, refuse("Error: Could not find or load main class %s", option)
		}
		if !jvmFlag.MatchString(option) {
			return found, refuse("Unrecognized option: %s\nError: Could not create the Java Virtual Machine.", option)
		}
		for prefix, size := range map[string]*int64{"-Xms": &found.initial, "-Xmx": &found.maximum} {
			if value, is := strings.CutPrefix(option, prefix); is {
				bytes, err := javaSize(value)
				if err != nil {
					what := map[string]string{"-Xms": "initial", "-Xmx": "maximum"}[prefix]
					return found, refuse("Invalid %s heap size: %s\nError: Could not create the Java Virtual Machine.", what, option)
				}
				*size = bytes
			}
		}
	}
	if found.maximum > 0 && found.maximum < 2<<20 {
		return found, refuse("Error occurred during initialization of VM\nToo small maximum heap")
	}
	if found.maximum > 0 && found.initial > found.maximum {
		return found, refuse("Error occurred during initialization of VM\nInitial heap size set to a larger value than the maximum heap size")
	}
	return found, nil
}

func javaSize(value string) (int64, error) {
	parts := regexp.MustCompile(`^(\d+)([kKmMgGtT]?)$`).FindStringSubmatch(value)
	if parts == nil {
		return 0, fmt.Errorf("[%s] is no size", value)
	}
	number, err := strconv.ParseInt(parts[1], 10, 40)
	shift := map[string]int{"": 0, "k": 10, "m": 20, "g": 30, "t": 40}[strings.ToLower(parts[2])]
	return number << shift, err
}

// limitFiles say how much memory the control group has, in its second version and in its first.
var limitFiles = []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}

// checkMemory refuses a heap that the control group has no room for: the real server touches every page of it at its
// start (-XX:+AlwaysPreTouch), and the kernel ends it.
func checkMemory(h heap, limitFiles ...string) error {
	for _, file := range limitFiles {
		content, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		limit, err := strconv.ParseInt(strings.TrimSpace(string(content)), 10, 64)
		if err == nil && h.initial >= limit {
			return refusal{exitKilled, fmt.Sprintf(
				"a heap of %d MiB in a container of %d MiB: the kernel would end the real server at its start", h.initial>>20, limit>>20)}
		}
	}
	return nil
}
