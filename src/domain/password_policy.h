// SPDX-License-Identifier: Apache-2.0
// Which passwords an officer may choose: long rather than odd (NIST SP 800-63B): no rule about kinds of
// characters, but none of those that everybody tries first, and none made of the login. Pure.
#ifndef YIDAN_DOMAIN_PASSWORD_POLICY_H
#define YIDAN_DOMAIN_PASSWORD_POLICY_H

#include "base/slice.h"

#define PASSWORD_POLICY_CHARS_MIN 12
#define PASSWORD_POLICY_BYTES_MAX 256

enum password_problem {
	PASSWORD_FINE,
	PASSWORD_TOO_SHORT,
	PASSWORD_TOO_LONG,
	PASSWORD_IS_LOGIN,  // it is the login, or little more
	PASSWORD_COMMON,    // one of those that are tried first, or one piece over and over
	PASSWORD_MALFORMED, // not UTF-8, or with control characters
};
enum password_problem password_check(struct slice password, struct slice login);

#endif
