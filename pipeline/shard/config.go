package shard

// Config is the part of a recipe that says how rows are packed.
type Config struct {
	Size      int64    // bytes of canonical lines that a shard holds at most, in the mean
	Encodings []string // jsonl, parquet
	JSONL     string   // zstd, gzip, none
	Parquet   string   // zstd, snappy, gzip, none
}

// Share is one split and the part of the ids that falls to it.
type Share struct {
	Name       string
	Millionths int64
}
