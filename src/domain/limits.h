// SPDX-License-Identifier: Apache-2.0
// How much of everything. One place: forms, the API, the rules and the description of events hold to these.
// Lengths of text are code points, unless they end in _BYTES; a code point has at most four bytes in UTF-8.
#ifndef YIDAN_DOMAIN_LIMITS_H
#define YIDAN_DOMAIN_LIMITS_H

#define LIMIT_TITLE_CHARS      200
#define LIMIT_TEXT_CHARS       10000 // what a raiser writes, an answer, the public text
#define LIMIT_ADDRESS_CHARS    200
#define LIMIT_REASON_CHARS     1000 // reasons, notes, legal basis, standard of done
#define LIMIT_NAME_CHARS       60
#define LIMIT_PHONE_BYTES      32
#define LIMIT_PHONE_DIGITS_MIN 5
#define LIMIT_PHONE_DIGITS_MAX 20
#define LIMIT_EMAIL_BYTES      254
#define LIMIT_LANGUAGE_BYTES   16
#define LIMIT_OUTSIDE_BYTES    64    // the number in another system
#define LIMIT_ANSWERS_BYTES    16000 // answers to the questions of a category, as JSON
#define LIMIT_LIST_CODE_BYTES  48    // code of a season or programme
#define LIMIT_FILES	       5     // photos with one case
#define LIMIT_DEADLINE_DAYS    366   // how far away a unit's own deadline may be set
#define LIMIT_RATING_DAYS      30    // how long after closing the raiser's word counts and can be changed
#define LIMIT_RATINGS	       20    // words about one closing
#define LIMIT_APPEAL_DAYS      60    // how long after declining the raiser can appeal
#define LIMIT_MESSAGE_CHARS    4000  // a note, a message
#define LIMIT_MESSAGES	       50    // from the raiser in one case
#define LIMIT_WAITING_DAYS     92    // how long the clocks stand still at one time
#define LIMIT_SUPPORTS	       12    // supporting units of one case at a time
#define LIMIT_WAITINGS	       12    // how often in one case

#endif
