package markdown

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/BurntSushi/toml"

	"corpuspack/schema/canonical"
)

// readTOML reads a block of TOML. Integers and finite floats are JSON numbers, dates and times are strings in the forms
// of schema/FORMAT.md, section 5, and the numbers that JSON lacks are null.
func readTOML(block string) (front, error) {
	if err := checkNesting(block); err != nil {
		return front{}, err
	}
	var table map[string]any
	if _, err := toml.Decode(block, &table); err != nil {
		var e toml.ParseError
		if errors.As(err, &e) {
			return front{}, &Error{Line: e.Position.Line + 1, Err: errors.New(e.Message)} // the fence is line 1
		}
		return front{}, &Error{Line: 1, Err: err}
	}
	return front{fields: tableFields(table), toml: true}, nil
}

func tableFields(table map[string]any) []field {
	fields := make([]field, 0, len(table))
	for _, key := range slices.Sorted(maps.Keys(table)) {
		f := tomlField(table[key])
		f.key = key
		fields = append(fields, f)
	}
	return fields
}

func tomlField(value any) field {
	switch v := value.(type) {
	case time.Time:
		return scalar(timeText(v))
	case bool:
		return bare(strconv.FormatBool(v))
	case int64:
		return bare(strconv.FormatInt(v, 10))
	case float64:
		return bare(string(canonical.AppendFloat(nil, v)))
	case map[string]any:
		return field{value: object(tableFields(v))}
	case []map[string]any:
		return tomlArray(v)
	case []any:
		return tomlArray(v)
	}
	return scalar(fmt.Sprint(value)) // a string: no other type is left
}

func bare(s string) field { return field{scalar: true, text: s, value: []byte(s)} }

func tomlArray[T any](values []T) field {
	list := make([]field, len(values))
	for i, v := range values {
		list[i] = tomlField(v)
	}
	return array(list)
}

// timeText writes a time of TOML. The library marks the kinds that have no offset by the name of their location.
func timeText(t time.Time) string {
	switch t.Location().String() {
	case "date-local":
		return t.Format(time.DateOnly)
	case "time-local":
		return t.Format(time.TimeOnly)
	case "datetime-local":
		return t.Format("2006-01-02T15:04:05")
	}
	return t.UTC().Format("2006-01-02T15:04:05Z")
}
