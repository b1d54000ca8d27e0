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

function box_size(box) {
	return (box.getEast() - box.getWest()) * (box.getNorth() - box.getSouth());
}

class PlaceMap {
	constructor(element, areas) {
		const words = element.dataset;
		this.element = element;
		this.layers = []; // of the areas
		this.pin = null;
		this.lit = null; // the area that is drawn as chosen
		this.map = new_map(element, { zoomControl: false, attributionControl: false, scrollWheelZoom: false, zoomSnap: 0.25 });
		control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(this.map);
		if (words.tiles) {
			tileLayer(words.tiles, { maxZoom: 19 }).addTo(this.map);
			control.attribution({ prefix: false }).addAttribution(words.tilesBy || '').addTo(this.map);
		}
		const shown = geoJSON(areas, {
			interactive: false,
			style: () => ({ className: words.tiles ? 'map-area map-area-clear' : 'map-area' }),
			onEachFeature: (feature, layer) => {
				this.layers.push(layer);
				layer.bindTooltip(feature.properties.name, { permanent: true, direction: 'center', className: 'map-name' });
			},
		}).addTo(this.map);
		this.map.fitBounds(shown.getBounds(), { padding: [8, 8], animate: false });
		this.map.setMaxBounds(shown.getBounds().pad(0.5));
	}

	// The innermost area at a point: of those that hold it, the one with the smallest box.
	area_at(at) {
		const found = this.layers.filter((layer) =>
			layer.getBounds().contains(at) && ring_has(layer.feature.geometry, at.lng, at.lat));
		found.sort((a, b) => box_size(a.getBounds()) - box_size(b.getBounds()));
		return found[0] || null;
	}

	light(layer) {
		if (this.lit)
			this.lit.getElement().classList.remove('map-area-on');
		this.lit = layer;
		if (layer) {
			layer.getElement().classList.add('map-area-on');
			layer.bringToFront();
		}
	}

	show_area(id) {
		const layer = this.layers.find((each) => String(each.feature.properties.id) === id) || null;
		this.light(layer);
		if (layer)
			this.map.fitBounds(layer.getBounds(), { padding: [24, 24], animate: false });
	}

	// Closer, but so that the area around the place stays in sight.
	near(at) {
		const layer = this.area_at(at);
		if (layer)
			this.map.fitBounds(layer.getBounds(), { padding: [16, 16], animate: false });
		else
			this.map.setView(at, Math.min(this.map.getZoom() + 2, NEAR_ZOOM), { animate: false });
	}

	put_pin(at, moved) {
		if (!this.pin) {
			this.pin = marker(at, { icon: PIN, draggable: Boolean(moved), keyboard: false, alt: this.element.dataset.pin || '' });
			this.pin.addTo(this.map);
			if (moved)
				this.pin.on('dragend', () => moved(this.pin.getLatLng()));
		}
		this.pin.setLatLng(at);
	}

	remove_pin() {
		if (this.pin)
			this.pin.remove();
		this.pin = null;
	}
}

// Joins the map to the fields of the form around it.
function let_pick(place_map, lat, long, list) {
	const { element, map } = place_map;

	function pick(at) {
		const layer = place_map.area_at(at);
		place_map.put_pin(at, pick);
		place_map.light(layer);
		lat.value = at.lat.toFixed(6);
		long.value = at.lng.toFixed(6);
		if (list && layer)
			list.value = String(layer.feature.properties.id);
	}

	function clear() {
		place_map.remove_pin();
		lat.value = '';
		long.value = '';
	}

	if (lat.value && long.value) {
		const before = { lat: Number(lat.value), lng: Number(long.value) };
		place_map.near(before);
		place_map.put_pin(before, pick);
		place_map.light(place_map.area_at(before));
	} else if (list && list.value) {
		place_map.show_area(list.value);
	}
	map.on('click', (event) => pick(event.latlng));
	// By keyboard: the arrows move the map, enter puts the pin into its middle.
	element.addEventListener('keydown', (event) => {
		if (event.key === 'Enter' && event.target === element) {
			pick(map.getCenter());
			event.preventDefault();
		}
	});
	if (list)
		list.addEventListener('change', () => {
			clear();
			place_map.show_area(list.value);
		});
	const remove = document.querySelector('[data-pin-clear]');
	if (remove)
		remove.addEventListener('click', () => {
			clear();
			place_map.light(null);
		});
	let_say_here((at) => {
		map.setView(at, NEAR_ZOOM, { animate: false });
		pick(at);
	});
}

// The button "I am there now"; hidden where the browser cannot tell.
function let_say_here(found) {
	const here = document.querySelector('[data-here]');
	if (!here || !navigator.geolocation)
		return;
	here.hidden = false;
	here.addEventListener('click', () => {
		const failed = document.getElementById(here.dataset.here);
		here.setAttribute('aria-busy', 'true');
		navigator.geolocation.getCurrentPosition((position) => {
			here.removeAttribute('aria-busy');
			failed.hidden = true;
			found({ lat: position.coords.latitude, lng: position.coords.longitude });
		}, () => {
			here.removeAttribute('aria-busy');
			failed.hidden = false;
		}, { enableHighAccuracy: true, timeout: 10000 });
	});
}

async function start(element) {
	const answer = await fetch(element.dataset.areas, { credentials: 'same-origin' });
	if (!answer.ok)
		throw new Error(`areas: ${answer.status}`);
	const place_map = new PlaceMap(element, await answer.json());
	const { at, atArea, lat, long, area } = element.dataset;
	if (at) {
		const [at_lat, at_long] = at.split(',').map(Number);
		const place = { lat: at_lat, lng: at_long };
		place_map.near(place);
		place_map.put_pin(place);
		place_map.light(place_map.area_at(place));
	} else if (atArea) {
		place_map.show_area(atArea);
	}
	if (lat)
		let_pick(place_map, document.getElementById(lat), document.getElementById(long), document.getElementById(area));
}

for (const element of document.querySelectorAll('[data-map]'))
	start(element).catch(() => {
		// The list and the address field stay; an empty box would only puzzle.
		element.closest('[data-map-block]').hidden = true;
	});
