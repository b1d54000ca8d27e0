// SPDX-License-Identifier: Apache-2.0
// Signed notes and their keys (c2sp.org/signed-note): a text and lines that sign it, Ed25519 alone. Two kinds
// of signature: a plain one (0x01), with which a log signs, and a timestamped cosignature of a witness (0x04,
// c2sp.org/tlog-cosignature). Pure; any thread. Parsed slices borrow from the note.
//
//	struct note_signer signer;             // from a key file: note_signer_parse
//	note_sign(&signer, text, &buf);        // text, blank line, one line
//	struct note note;
//	if ((r = note_parse(bytes, &note, err)) < 0) …
//	if (note_verify(&note, &key, 0) == NOTE_SIGNED) …
#ifndef YIDAN_LEDGER_NOTE_H
#define YIDAN_LEDGER_NOTE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NOTE_NAME_BYTES_MAX	 255
#define NOTE_BYTES_MAX		 (16 * 1024)
#define NOTE_SIGNATURES_MAX	 32
#define NOTE_SIGNATURE_BYTES_MAX 5000 // of one we do not know (decoded)
#define NOTE_PUBLIC_KEY_BYTES	 32
#define NOTE_SEED_BYTES		 32

enum note_algorithm {
	NOTE_ED25519 = 0x01,
	NOTE_COSIGNATURE_V1 = 0x04,
};

// Who may have signed: a verifier key, "NAME+HEX_ID+BASE64(algorithm ‖ public key)".
struct note_key {
	char name[NOTE_NAME_BYTES_MAX + 1];
	enum note_algorithm algorithm;
	uint32_t id;
	uint8_t public_key[NOTE_PUBLIC_KEY_BYTES];
};

// Who signs. Holds a secret: note_signer_wipe when done; never logged.
struct note_signer {
	struct note_key key;
	uint8_t seed[NOTE_SEED_BYTES];
};

// A name is 1 … NOTE_NAME_BYTES_MAX bytes of UTF-8 without blanks of any script, control characters or "+".
bool note_name_is_valid(struct slice name);
// ERR_INVALID: a bad name. The id is computed.
int note_key_make(struct slice name, enum note_algorithm algorithm,
	const uint8_t public_key[NOTE_PUBLIC_KEY_BYTES], struct note_key *ret, struct err *err);
// ERR_INVALID: no verifier key, an algorithm we do not have, an id that does not belong to it. Blanks or a
// newline around it are the caller's to take off.
int note_key_parse(struct slice text, struct note_key *ret, struct err *err);
void note_key_format(const struct note_key *key, struct buf *out);

int note_signer_new(
	struct slice name, enum note_algorithm algorithm, struct note_signer *ret, struct err *err);
int note_signer_from_seed(struct slice name, enum note_algorithm algorithm,
	const uint8_t seed[NOTE_SEED_BYTES], struct note_signer *ret, struct err *err);
// "PRIVATE+KEY+NAME+HEX_ID+BASE64(algorithm ‖ seed)", the form that Go's note package writes.
int note_signer_parse(struct slice text, struct note_signer *ret, struct err *err);
void note_signer_format(const struct note_signer *signer, struct buf *out);
void note_signer_wipe(struct note_signer *signer);

struct note_signature {
	struct slice name;
	uint32_t id;
	struct slice base64; // of id and signature, as it stands there
	struct slice line;   // the whole line with its newline
};

struct note {
	struct slice text; // with its last newline
	size_t count;
	struct note_signature signatures[NOTE_SIGNATURES_MAX];
};

// ERR_INVALID with what is wrong: no UTF-8, control characters, no blank line, a line that is no signature,
// over a limit.
int note_parse(struct slice bytes, struct note *ret, struct err *err);
// One line as it stands in an answer of a witness; *rest begins behind it. ERR_INVALID.
int note_signature_parse(struct slice bytes, struct note_signature *ret, struct slice *rest, struct err *err);

// The bytes of a line behind the id of its key: of a cosignature its time and the signature. False where they
// are more than `max`.
bool note_signature_bytes(const struct note_signature *signature, uint8_t *out, size_t max, size_t *ret_len);

enum note_verdict {
	NOTE_UNSIGNED, // there is no line of this key
	NOTE_SIGNED,
	NOTE_FORGED, // there is a line of this key and it does not fit: refuse the whole note
};
// Of several lines of one key all must fit. ret_time_s (may be NULL) is set with NOTE_SIGNED by a
// cosignature: seconds since 1970, of several the earliest.
enum note_verdict note_verify(const struct note *note, const struct note_key *key, uint64_t *ret_time_s);
enum note_verdict note_verify_line(struct slice text, const struct note_signature *line,
	const struct note_key *key, uint64_t *ret_time_s);

// The line alone, for a text that can stand in a note (asserted): valid UTF-8 that ends with a newline and
// has no other control characters. time_s only for cosignatures, at most INT64_MAX.
void note_sign_line(const struct note_signer *signer, struct slice text, uint64_t time_s, struct buf *out);
// Text, blank line, line. NOTE_ED25519 only (asserted).
void note_sign(const struct note_signer *signer, struct slice text, struct buf *out);

// An Ed25519 signature over bytes that are no note (rotation of a key). What could be the text of a note or
// what a witness signs (UTF-8 without other control characters that ends with a newline) is kept apart from
// it: signing it is asserted against, and no signature of it is valid here.
void note_sign_bytes(const struct note_signer *signer, struct slice bytes, uint8_t ret[64]);
bool note_verify_bytes(
	const uint8_t public_key[NOTE_PUBLIC_KEY_BYTES], struct slice bytes, const uint8_t signature[64]);

#endif
