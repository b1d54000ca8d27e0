// SPDX-License-Identifier: Apache-2.0
// The map, over the jurisdiction's own areas; no picture comes from elsewhere unless a tile address is configured.
//
// <div data-map data-areas="URL of a GeoJSON FeatureCollection; properties {id, name}"
//      data-tiles="optional tile template" data-tiles-by="attribution of the tiles"
//      data-zoom-in data-zoom-out data-pin="words for controls">
// Picking, where these are there (ids of fields):  data-lat, data-long, data-area (a <select> by area id)
// Showing one place:  data-at="LAT,LONG"  or  data-at-area="ID"
//
// The map is one of two ways: the <select> and the address field beside it do the same without it.
import { map as new_map, tileLayer, geoJSON, marker, divIcon, control } from 'leaflet/dist/leaflet-src.esm.js';
import { ring_has } from './parts/rings.js';

const PIN = divIcon({ className: 'map-pin', html: '<span></span>', iconSize: [28, 28], iconAnchor: [14, 33] });
const NEAR_ZOOM = 16;

function field(element, name) {
	const id = element.dataset[name];
	return id ? document.getElementById(id) : null;
}

// The innermost area at a point: the one whose box is smallest among those that hold it.
function area_at(layers, at) {
	let best = null;
	let best_size = Infinity;
	for (const layer of layers) {
		const box = layer.getBounds();
		if (!box.contains(at) || !ring_has(layer.feature.geometry, at.lng, at.lat))
			continue;
		const size = (box.getEast() - box.getWest()) * (box.getNorth() - box.getSouth());
		if (size < best_size) {
			best = layer;
			best_size = size;
		}
	}
	return best;
}

async function start(element) {
	const words = element.dataset;
	const map = new_map(element, { zoomControl: false, attributionControl: false, scrollWheelZoom: false });
	control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
	if (words.tiles) {
		tileLayer(words.tiles, { maxZoom: 19 }).addTo(map);
		control.attribution({ prefix: false }).addAttribution(words.tilesBy || '').addTo(map);
	}
	const answer = await fetch(words.areas, { credentials: 'same-origin' });
	if (!answer.ok)
		throw new Error(`areas: ${answer.status}`);
	const layers = [];
	const areas = geoJSON(await answer.json(), {
		interactive: false,
		style: () => ({ className: 'map-area' }),
		onEachFeature: (feature, layer) => {
			layers.push(layer);
			layer.bindTooltip(feature.properties.name, { permanent: true, direction: 'center', className: 'map-name' });
		},
	}).addTo(map);
	map.fitBounds(areas.getBounds(), { padding: [8, 8], animate: false });
	map.setMaxBounds(areas.getBounds().pad(0.5));

	const lat = field(element, 'lat');
	const long = field(element, 'long');
	const list = field(element, 'area');
	let pin = null;
	let lit = null;

	function light(layer) {
		if (lit)
			lit.getElement().classList.remove('map-area-on');
		lit = layer;
		if (lit) {
			lit.getElement().classList.add('map-area-on');
			lit.bringToFront();
		}
	}

	// Closer, but so that the area around the place stays in sight.
	function near(at) {
		const layer = area_at(layers, at);
		if (layer)
			map.fitBounds(layer.getBounds(), { padding: [16, 16], animate: false });
		else
			map.setView(at, Math.min(map.getZoom() + 2, NEAR_ZOOM), { animate: false });
	}

	function put(at, zoom) {
		if (!pin)
			pin = marker(at, { icon: PIN, draggable: Boolean(lat), keyboard: false, alt: words.pin || '' }).addTo(map)
				.on('dragend', () => put(pin.getLatLng()));
		pin.setLatLng(at);
		if (zoom)
			map.setView(at, Math.max(map.getZoom(), zoom), { animate: false });
		if (!lat)
			return;
		lat.value = at.lat.toFixed(6);
		long.value = at.lng.toFixed(6);
		const layer = area_at(layers, at);
		light(layer);
		if (list && layer)
			list.value = String(layer.feature.properties.id);
		element.dispatchEvent(new CustomEvent('put', { bubbles: true }));
	}

	function clear() {
		if (pin)
			pin.remove();
		pin = null;
		if (lat)
			lat.value = long.value = '';
	}

	function show_area(id) {
		const layer = layers.find((each) => String(each.feature.properties.id) === id);
		light(layer || null);
		if (layer)
			map.fitBounds(layer.getBounds(), { padding: [24, 24], animate: false });
	}

	if (words.at) {
		const [at_lat, at_long] = words.at.split(',').map(Number);
		near({ lat: at_lat, lng: at_long });
		put({ lat: at_lat, lng: at_long });
	} else if (words.atArea) {
		show_area(words.atArea);
	}
	if (!lat)
		return;

	if (lat.value && long.value) {
		const typed = { lat: Number(lat.value), lng: Number(long.value) };
		near(typed);
		put(typed);
	} else if (list && list.value) {
		show_area(list.value);
	}
	map.on('click', (event) => put(event.latlng));
	// By keyboard: the arrows move the map, enter puts the pin into its middle.
	element.addEventListener('keydown', (event) => {
		if (event.key === 'Enter' && event.target === element) {
			put(map.getCenter());
			event.preventDefault();
		}
	});
	if (list)
		list.addEventListener('change', () => {
			clear();
			show_area(list.value);
		});

	const here = document.querySelector('[data-here]');
	if (here && navigator.geolocation) {
		here.hidden = false;
		here.addEventListener('click', () => {
			here.setAttribute('aria-busy', 'true');
			navigator.geolocation.getCurrentPosition((found) => {
				here.removeAttribute('aria-busy');
				put({ lat: found.coords.latitude, lng: found.coords.longitude }, NEAR_ZOOM);
			}, () => {
				here.removeAttribute('aria-busy');
				document.getElementById(here.dataset.here).hidden = false;
			}, { enableHighAccuracy: true, timeout: 10000 });
		});
	}
	const remove = document.querySelector('[data-pin-clear]');
	if (remove)
		remove.addEventListener('click', () => {
			clear();
			light(null);
		});
}

for (const element of document.querySelectorAll('[data-map]'))
	start(element).catch(() => {
		// The list and the address field stay; an empty box would only puzzle.
		element.closest('[data-map-block]').hidden = true;
	});
