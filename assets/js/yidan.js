// SPDX-License-Identifier: Apache-2.0
// What makes public pages more pleasant where scripts run. Every page works without it.
import './parts/theme_switch.js';
import './parts/forms.js';
import './parts/photos.js';
import './parts/copy.js';
import './parts/again.js';
import './parts/proof.js';
