// SPDX-License-Identifier: Apache-2.0
// Writes every page with invented values, in both languages, and the assets they load:
//
//	render_pages OUTDIR        → OUTDIR/zh-CN/home.html, OUTDIR/en/…, OUTDIR/assets/…
//
// tests/browser/pages.test.mjs shows them to a browser. OUTDIR must exist and should be empty.
#include "samples.h"

#include "assets/assets.h"
#include "base/buf.h"
#include "base/macros.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void make_folder(const char *path)
{
	if (mkdir(path, 0755) != 0 && errno != EEXIST) {
		fprintf(stderr, "render_pages: cannot make %s: %s\n", path, strerror(errno));
		exit(1);
	}
}

static void write_file(const char *path, struct slice bytes)
{
	FILE *file = fopen(path, "w");
	if (file == NULL || fwrite(bytes.ptr, 1, bytes.len, file) != bytes.len || fclose(file) != 0) {
		fprintf(stderr, "render_pages: cannot write %s: %s\n", path, strerror(errno));
		exit(1);
	}
}

static void render(const char *outdir, enum lang lang, const struct sample_page_entry *pages, size_t count)
{
	char path[4096];
	for (size_t i = 0; i < count; i++) {
		struct buf out = {0};
		struct html h = {.out = &out, .lang = lang, .zone = {.offset_min = 480}};
		samples_lang = lang;
		pages[i].render(&h);
		snprintf(path, sizeof(path), "%s/%s/%s.html", outdir, lang_tag(lang), pages[i].name);
		write_file(path, buf_slice(&out));
		buf_release(&out);
	}
}

int main(int argc, char **argv)
{
	char path[4096];
	if (argc != 2) {
		fputs("usage: render_pages OUTDIR\n", stderr);
		return 2;
	}
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		snprintf(path, sizeof(path), "%s/%s", argv[1], lang_tags[lang]);
		make_folder(path);
		render(argv[1], (enum lang)lang, sample_public_pages, sample_public_page_count);
		render(argv[1], (enum lang)lang, sample_desk_pages, sample_desk_page_count);
		render(argv[1], (enum lang)lang, sample_tool_pages, sample_tool_page_count);
		render(argv[1], (enum lang)lang, sample_admin_pages, sample_admin_page_count);
		render(argv[1], (enum lang)lang, sample_draw_pages, sample_draw_page_count);
	}
	snprintf(path, sizeof(path), "%s/assets", argv[1]);
	make_folder(path);
	for (size_t i = 0; i < ASSETS_COUNT; i++) {
		snprintf(path, sizeof(path), "%s%.*s", argv[1], SLICE_ARG(assets[i].url));
		write_file(path, assets[i].identity);
	}
	return 0;
}
