// SPDX-License-Identifier: Apache-2.0
// Point in polygon on GeoJSON geometry, by counting the edges that a ray to the east crosses. The server decides with
// exact geometry; this only lights the area up while somebody picks.

function crossings(ring, x, y) {
	let inside = false;
	for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
		const [xi, yi] = ring[i];
		const [xj, yj] = ring[j];
		if ((yi > y) !== (yj > y) && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi)
			inside = !inside;
	}
	return inside;
}

// Whether a Polygon or MultiPolygon holds the point; holes do not count.
export function ring_has(geometry, x, y) {
	const polygons = geometry.type === 'MultiPolygon' ? geometry.coordinates : [geometry.coordinates];
	return polygons.some((rings) => rings.reduce((inside, ring) => inside !== crossings(ring, x, y), false));
}
