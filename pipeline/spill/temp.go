package spill

import (
	"errors"
	"os"
)

// Temp makes files in the system's folder of temporary files.
type Temp struct{}

type tempFile struct{ *os.File }

// Create returns a new file.
func (Temp) Create() (File, error) {
	f, err := os.CreateTemp("", "corpuspack-*")
	if err != nil {
		return nil, err
	}
	return tempFile{f}, nil
}

// Close closes and removes the file.
func (f tempFile) Close() error { return errors.Join(f.File.Close(), os.Remove(f.Name())) }
