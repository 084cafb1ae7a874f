package posts

import (
	"net/url"
	"strings"

	"golang.org/x/net/html/atom"
)

// site is where a page comes from.
type site struct {
	base *url.URL
	host string // without www., "" where nothing tells
}

// locate finds the address of the page: what its base element says, else base. Without either, its host is the one that
// the page gives for its own, or that most of its links go to.
func locate(nodes []node, base string) site {
	var s site
	s.base, _ = url.Parse(strings.TrimSpace(base))
	var own string
	counts, most := map[string]int{}, ""
	for i := range nodes {
		n := &nodes[i]
		switch n.atom {
		case atom.Base:
			if u, err := url.Parse(n.get("href")); err == nil && s.base != nil {
				s.base = s.base.ResolveReference(u)
			}
		case atom.Link:
			if n.get("rel") == "canonical" && own == "" {
				own = hostOf(n.get("href"))
			}
		case atom.Meta:
			if n.get("property") == "og:url" && own == "" {
				own = hostOf(n.get("content"))
			}
		case atom.A:
			if h := hostOf(n.get("href")); h != "" {
				if counts[h]++; counts[h] > counts[most] {
					most = h
				}
			}
		}
	}
	if s.base == nil {
		s.base = &url.URL{}
	}
	for _, h := range []string{bare(s.base.Hostname()), own, most} {
		if s.host == "" {
			s.host = h
		}
	}
	return s
}

func bare(host string) string { return strings.TrimPrefix(strings.ToLower(host), "www.") }

// hostOf returns the host of an absolute web address, else "".
func hostOf(address string) string {
	if !strings.HasPrefix(address, "http") && !strings.HasPrefix(address, "//") {
		return ""
	}
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return bare(u.Hostname())
}

// permalink returns the address of link n where it leads to another page of the site, else "".
func (d *document) permalink(n int32) string {
	if n <= 0 {
		return ""
	}
	href := d.nodes[n].get("href")
	if href == "" || href[0] == '#' {
		return ""
	}
	u, err := url.Parse(href)
	if err != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	if u.Host != "" && bare(u.Hostname()) != d.site.host {
		return ""
	}
	to := d.site.base.ResolveReference(u)
	here := *d.site.base
	if to.Fragment != "" && to.Path == here.Path && to.RawQuery == here.RawQuery {
		return ""
	}
	return to.String()
}

// linkOf returns the link that the title part of line l is, lies in or mostly consists of, else 0.
func (d *document) linkOf(part int32, l *line) int32 {
	for i := part; i > 0; i = d.nodes[i].parent {
		if d.nodes[i].atom == atom.A {
			return i
		}
	}
	if l.anchor >= part && l.anchor < d.nodes[part].next && 2*l.linked > l.width {
		return l.anchor
	}
	return 0
}
