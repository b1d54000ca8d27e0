// SPDX-License-Identifier: Apache-2.0
#include "events/commitment.h"

#include "base/macros.h"
#include "base/mem.h"

#include <gnutls/crypto.h>
#include <string.h>

#define TAG "yidan/field/1\n"

void event_sha256(struct slice bytes, uint8_t ret[EVENT_HASH_BYTES])
{
	must(gnutls_hash_fast(GNUTLS_DIG_SHA256, bytes.len > 0 ? bytes.ptr : "", bytes.len, ret) == 0);
}

void event_commit(struct slice name, const struct event_salt *salt, bool is_present, struct slice value,
	uint8_t ret[EVENT_HASH_BYTES])
{
	// In one run: a hash that is begun and fed costs an allocation each time, and there are sixteen an
	// intake.
	uint8_t small[1024], *bytes = small, *p;
	size_t value_len = is_present ? value.len : 0;
	size_t size = sizeof(TAG) - 1 + 1 + name.len + EVENT_SALT_BYTES + 1 + value_len;

	must(name.len >= 1 && name.len <= 255);
	if (size > sizeof(small))
		bytes = mem_alloc(size);
	p = mempcpy(bytes, TAG, sizeof(TAG) - 1);
	*p++ = (uint8_t)name.len;
	p = mempcpy(p, name.ptr, name.len);
	p = mempcpy(p, salt->bytes, EVENT_SALT_BYTES);
	*p++ = is_present ? 0x01 : 0x00;
	if (value_len > 0)
		memcpy(p, value.ptr, value_len);
	event_sha256(slice_from(bytes, size), ret);
	if (bytes != small)
		mem_free(bytes);
}
