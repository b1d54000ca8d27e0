// SPDX-License-Identifier: Apache-2.0
// What is taken is whole: its numbers fit, its origin is a name.
#include "base/mem.h"
#include "ledger/short_receipt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct short_receipt receipt;

	if (short_receipt_parse(slice_from(data, size), &receipt, NULL) == 0)
		must(receipt.index < receipt.size && note_name_is_valid(receipt.origin));
	return 0;
}
