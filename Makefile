# nbrun: two commands do everything, `make course` and `make test`.
#
#   make course    install what is missing, build, render Notebooks/ into output/
#   make gallery   render the gallery of all plot kinds and its figures into output/
#   make test      install what is missing, check the format, build and run all tests
#   make bench     print `name value unit` for every benchmark (CASES=substring picks some)
#   make install   install a release binary under PREFIX (/usr/local)
#   make format    rewrite the sources in the house format

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := course
.PHONY: course gallery test bench build deps format lint install clean

PREFIX ?= /usr/local
CASES ?=
RELEASE := .build/release
SOURCES := Package.swift Sources Tests Benchmarks
# `make install` carries the Swift runtime in the binary, so that it runs where Swift is not installed.
STATIC := --static-swift-stdlib

course: build
	$(RELEASE)/nbrun render Notebooks -o output

gallery: build
	$(RELEASE)/nbrun render Notebooks/reference-plots.md -o output/reference-plots.html \
	  --figures output/gallery

build: deps
	swift build -c release --product nbrun

test: deps lint
	Tests/run.sh

bench: deps
	swift build -c release --product nbrun
	swift build -c release --product nbrun-bench
	$(RELEASE)/nbrun-bench $(CASES)

deps:
	@.ci/install-dependencies

lint: deps
	swift format lint --strict --recursive $(SOURCES)

format:
	swift format --in-place --recursive $(SOURCES)

install: deps
	swift build -c release --product nbrun $(STATIC)
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 $(RELEASE)/nbrun "$(DESTDIR)$(PREFIX)/bin/nbrun"
	@command -v strip >/dev/null && strip "$(DESTDIR)$(PREFIX)/bin/nbrun" || true

clean:
	rm -rf .build
