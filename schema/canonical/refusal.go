package canonical

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// objectRefusal says why Object refuses src: a *jsontext.SyntacticError where src is no JSON or has a key twice.
func objectRefusal(src []byte) error {
	d := jsontext.NewDecoder(bytes.NewReader(src))
	if k := d.PeekKind(); k != '{' {
		if _, err := d.ReadToken(); err != nil {
			return err
		}
		return fmt.Errorf("a JSON object was expected, not %s", k)
	}
	return refusal(src)
}

// refusal says why Format refuses src.
func refusal(src []byte) error {
	d := jsontext.NewDecoder(bytes.NewReader(src))
	for {
		if err := readNext(d); err != nil {
			return err
		}
		if d.StackDepth() > 0 {
			continue
		}
		if _, err := d.ReadToken(); err != io.EOF {
			return fmt.Errorf("byte %d: more than one JSON value", d.InputOffset())
		}
		return errors.New("JSON that jsontext takes and the scanner does not")
	}
}

// readNext reads a key, a bracket, a string, or else a value: asked for that jsontext says more of what stands there.
func readNext(d *jsontext.Decoder) (err error) {
	parent, n := d.StackIndex(d.StackDepth())
	switch k := d.PeekKind(); {
	case parent == '{' && n%2 == 0, parent == '[' && k == ']', k == '{', k == '[', k == '"':
		_, err = d.ReadToken()
	default:
		_, err = d.ReadValue()
	}
	return err
}
