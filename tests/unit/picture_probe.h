// SPDX-License-Identifier: Apache-2.0
// Compiled into a copy of yidan-picture for tests, never into the one that is delivered: when the photo ends
// in "probe:X", the code that runs in the sandbox does what X stands for, as a decoder that was taken over
// might.
#ifndef YIDAN_PICTURE_PROBE_H
#define YIDAN_PICTURE_PROBE_H

#include "base/slice.h"

void picture_probe(struct slice input);

#endif
