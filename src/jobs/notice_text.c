// SPDX-License-Identifier: Apache-2.0
#include "jobs/notice_text.h"

#include "html/html.h"
#include "po/words.h"

static void put_subject(struct buf *out, const struct notice_words *w)
{
	switch (w->kind) {
	case NOTICE_RECEIVED:
		words_format(out, w->lang, WORD_MAIL_RECEIVED_SUBJECT, .code = word_arg(w->code));
		break;
	case NOTICE_ANSWERED:
		words_format(out, w->lang, WORD_MAIL_ANSWERED_SUBJECT, .code = word_arg(w->code));
		break;
	case NOTICE_CLOSED:
		words_format(out, w->lang, WORD_MAIL_CLOSED_SUBJECT, .code = word_arg(w->code));
		break;
	case NOTICE_REOPENED:
		words_format(out, w->lang, WORD_MAIL_REOPENED_SUBJECT, .code = word_arg(w->code));
		break;
	case NOTICE_DECLINED:
		words_format(out, w->lang, WORD_MAIL_DECLINED_SUBJECT, .code = word_arg(w->code));
		break;
	case NOTICE_PAUSED:
		words_format(out, w->lang, WORD_MAIL_PAUSED_SUBJECT, .code = word_arg(w->code));
		break;
	case NOTICE_WRITTEN:
		words_format(out, w->lang, WORD_MAIL_WRITTEN_SUBJECT, .code = word_arg(w->code));
		break;
	case NOTICE_EXTENDED:
		words_format(out, w->lang, WORD_MAIL_EXTENDED_SUBJECT, .code = word_arg(w->code));
		break;
	case NOTICE_APPEAL_DECIDED:
		words_format(out, w->lang, WORD_MAIL_APPEAL_DECIDED_SUBJECT, .code = word_arg(w->code));
		break;
	}
}

static void put_message(struct buf *out, const struct notice_words *w, enum lang lang)
{
	switch (w->kind) {
	case NOTICE_RECEIVED:
		words_format(out, lang, WORD_MAIL_RECEIVED_TEXT, .code = word_arg(w->code));
		break;
	case NOTICE_ANSWERED:
		words_format(out, lang, WORD_MAIL_ANSWERED_TEXT, .code = word_arg(w->code));
		break;
	case NOTICE_CLOSED:
		words_format(out, lang, WORD_MAIL_CLOSED_TEXT, .code = word_arg(w->code));
		break;
	case NOTICE_REOPENED:
		words_format(out, lang, WORD_MAIL_REOPENED_TEXT, .code = word_arg(w->code));
		break;
	case NOTICE_DECLINED:
		words_format(out, lang, WORD_MAIL_DECLINED_TEXT, .code = word_arg(w->code));
		break;
	case NOTICE_PAUSED:
		words_format(out, lang, WORD_MAIL_PAUSED_TEXT, .code = word_arg(w->code));
		break;
	case NOTICE_WRITTEN:
		words_format(out, lang, WORD_MAIL_WRITTEN_TEXT, .code = word_arg(w->code));
		break;
	case NOTICE_EXTENDED:
		words_format(out, lang, WORD_MAIL_EXTENDED_TEXT, .code = word_arg(w->code));
		break;
	case NOTICE_APPEAL_DECIDED:
		words_format(out, lang, WORD_MAIL_APPEAL_DECIDED_TEXT, .code = word_arg(w->code));
		break;
	}
}

static enum lang other(enum lang lang)
{
	return lang == LANG_EN ? LANG_ZH_CN : LANG_EN;
}

static void put_plain(struct buf *out, const struct notice_words *w, enum lang lang)
{
	buf_put_cstr(out, words_text(lang, WORD_MAIL_HELLO));
	BUF_PUT_LIT(out, "\n\n");
	put_message(out, w, lang);
	buf_printf(out, "\n\n%s\n%.*s\n\n%s\n\n", words_text(lang, WORD_MAIL_LINK), SLICE_ARG(w->url),
		words_text(lang, WORD_MAIL_LINK_TEXT));
	words_format(out, lang, WORD_MAIL_SENDER, .name = word_arg(w->name[lang]));
	buf_printf(out, "\n%s\n%.*s\n", words_text(lang, WORD_MAIL_STOP), SLICE_ARG(w->stop_url));
}

struct slice notice_subject(struct arena *arena, const struct notice_words *w)
{
	struct buf out = buf_in(arena);

	put_subject(&out, w);
	return buf_slice(&out);
}

struct slice notice_plain(struct arena *arena, const struct notice_words *w)
{
	struct buf out = buf_in(arena);

	put_plain(&out, w, w->lang);
	BUF_PUT_LIT(&out, "\n--------\n\n");
	put_plain(&out, w, other(w->lang));
	return buf_slice(&out);
}

// ---- HTML: no pictures, no scripts, nothing that is loaded; readable with every style taken out

static void put_escaped(struct buf *out, const char *before, struct slice text, const char *after)
{
	buf_put_cstr(out, before);
	html_escape(out, text);
	buf_put_cstr(out, after);
}

static void put_section(struct buf *out, const struct notice_words *w, enum lang lang)
{
	CLEANUP(buf_release) struct buf line = {0};

	buf_printf(out, "<div lang=\"%s\" style=\"margin:0 0 24px\">\n", lang_tag(lang));
	put_escaped(out, "<p>", slice_of(words_text(lang, WORD_MAIL_HELLO)), "</p>\n");
	put_message(&line, w, lang);
	put_escaped(out, "<p>", buf_slice(&line), "</p>\n");
	put_escaped(out, "<p>", slice_of(words_text(lang, WORD_MAIL_LINK)), "<br>\n");
	put_escaped(out, "<a href=\"", w->url, "\">");
	put_escaped(out, "", w->url, "</a></p>\n");
	put_escaped(out, "<p>", slice_of(words_text(lang, WORD_MAIL_LINK_TEXT)), "</p>\n");
	buf_reset(&line);
	words_format(&line, lang, WORD_MAIL_SENDER, .name = word_arg(w->name[lang]));
	put_escaped(out, "<p style=\"color:#5a6472;font-size:13px\">", buf_slice(&line), "<br>\n");
	put_escaped(out, "<a href=\"", w->stop_url, "\">");
	put_escaped(out, "", slice_of(words_text(lang, WORD_MAIL_STOP)), "</a></p>\n</div>\n");
}

struct slice notice_html(struct arena *arena, const struct notice_words *w)
{
	struct buf out = buf_in(arena);

	buf_printf(&out,
		"<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width\">\n",
		lang_tag(w->lang));
	put_escaped(&out, "<title>", notice_subject(arena, w), "</title>\n</head>\n");
	BUF_PUT_LIT(&out, "<body style=\"font:16px/1.6 sans-serif;max-width:600px;margin:24px auto;"
			  "padding:0 16px;overflow-wrap:anywhere\">\n");
	put_section(&out, w, w->lang);
	BUF_PUT_LIT(&out, "<hr style=\"border:0;border-top:1px solid #c8ced6;margin:24px 0\">\n");
	put_section(&out, w, other(w->lang));
	BUF_PUT_LIT(&out, "</body>\n</html>\n");
	return buf_slice(&out);
}

struct slice notice_sms(struct arena *arena, const struct notice_words *w)
{
	struct buf out = buf_in(arena);

	switch (w->kind) {
	case NOTICE_RECEIVED:
		words_format(&out, w->lang, WORD_SMS_RECEIVED, .name = word_arg(w->name[w->lang]),
			.code = word_arg(w->code), .url = word_arg(w->url));
		break;
	case NOTICE_ANSWERED:
		words_format(&out, w->lang, WORD_SMS_ANSWERED, .name = word_arg(w->name[w->lang]),
			.code = word_arg(w->code), .url = word_arg(w->url));
		break;
	case NOTICE_CLOSED:
		words_format(&out, w->lang, WORD_SMS_CLOSED, .name = word_arg(w->name[w->lang]),
			.code = word_arg(w->code), .url = word_arg(w->url));
		break;
	case NOTICE_REOPENED:
		words_format(&out, w->lang, WORD_SMS_REOPENED, .name = word_arg(w->name[w->lang]),
			.code = word_arg(w->code), .url = word_arg(w->url));
		break;
	case NOTICE_DECLINED:
		words_format(&out, w->lang, WORD_SMS_DECLINED, .name = word_arg(w->name[w->lang]),
			.code = word_arg(w->code), .url = word_arg(w->url));
		break;
	case NOTICE_PAUSED:
		words_format(&out, w->lang, WORD_SMS_PAUSED, .name = word_arg(w->name[w->lang]),
			.code = word_arg(w->code), .url = word_arg(w->url));
		break;
	case NOTICE_WRITTEN:
		words_format(&out, w->lang, WORD_SMS_WRITTEN, .name = word_arg(w->name[w->lang]),
			.code = word_arg(w->code), .url = word_arg(w->url));
		break;
	case NOTICE_EXTENDED:
		words_format(&out, w->lang, WORD_SMS_EXTENDED, .name = word_arg(w->name[w->lang]),
			.code = word_arg(w->code), .url = word_arg(w->url));
		break;
	case NOTICE_APPEAL_DECIDED:
		words_format(&out, w->lang, WORD_SMS_APPEAL_DECIDED, .name = word_arg(w->name[w->lang]),
			.code = word_arg(w->code), .url = word_arg(w->url));
		break;
	}
	return buf_slice(&out);
}
