// SPDX-License-Identifier: Apache-2.0
// Checks receipts and the proofs of cases in the reader's browser (docs/ledger.md).
import './ledger/form.js';
import './ledger/panel.js';
