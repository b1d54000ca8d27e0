// SPDX-License-Identifier: Apache-2.0
// Numbers that carry their own check, and forms in which contact data is stored. Nothing allocates; any
// thread.
#ifndef YIDAN_TEXT_CHECK_H
#define YIDAN_TEXT_CHECK_H

#include "base/slice.h"

// Unified social credit code, GB 32100-2015: 18 characters, no I O S V Z, modulo 31. Writes it in upper case
// with its NUL: 0 or ERR_INVALID.
#define TEXT_CREDIT_CODE_BYTES 19
int text_credit_code_parse(struct slice text, char out[TEXT_CREDIT_CODE_BYTES]);

// Resident identity number, GB 11643-1999: 18 characters, a date of birth from 1900 on, modulo 11-2; x or X
// at the end.
bool text_is_identity_number(struct slice digits);
// The same with any check character: one that somebody mistyped.
bool text_is_identity_shaped(struct slice digits);
// Its old form: 15 digits with a date of birth of the 20th century.
bool text_is_old_identity_number(struct slice digits);

// Eight ASCII digits that are a date of 1900 to 2099, such as 20261123.
bool text_is_date(struct slice digits);

// Luhn's formula over ASCII digits.
bool text_is_luhn(struct slice digits);

// A telephone number as people write it (blanks, hyphens, dots, brackets, full-width digits, +86, 0086) in
// the one form in which it is stored: "+8613800138000", "+864515551234", with an extension
// "+864515551234x12". A number without its area code takes `area_code` ("0451"; NULL: refused). Numbers of
// other countries need their +. Service numbers (400…, 800…, 12345) stay national: "4008123123". 0 or
// ERR_INVALID.
#define TEXT_PHONE_BYTES 32
int text_phone_parse(struct slice text, const char *area_code, char out[TEXT_PHONE_BYTES]);

// An e-mail address that may well exist: one @, a local part of RFC 5321 without quotes, a host name with a
// dot, at most 254 bytes; internationalised addresses are taken as they are. Writes it with its host in lower
// case: 0 or ERR_INVALID.
#define TEXT_EMAIL_BYTES 255
int text_email_parse(struct slice text, char out[TEXT_EMAIL_BYTES]);

#endif
