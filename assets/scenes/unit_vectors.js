/** The words' vectors normalized to length 1, so that the dot product of two is their cosine similarity. */

export class UnitVectors {
  /** vectors: (words, size), one after the other, of any length. @param {Float32Array} vectors @param {number} size */
  constructor(vectors, size) {
    this.size = size;
    this.count = vectors.length / size;
    this.values = vectors.slice();
    for (let word = 0; word < this.count; word++) {
      const vector = this.row(word);
      const length = Math.hypot(...vector) || 1;
      for (const [at, value] of vector.entries()) vector[at] = value / length;
    }
  }

  /** @param {number} word */
  row(word) {
    return this.values.subarray(word * this.size, (word + 1) * this.size);
  }

  /** @param {number} one @param {number} other */
  cosine(one, other) {
    return Math.max(-1, Math.min(1, product(this.row(one), this.row(other))));
  }

  /** All words by their cosine similarity to a vector, the most similar first. @param {Float32Array} vector */
  nearest(vector) {
    const length = Math.hypot(...vector) || 1;
    return Array.from({ length: this.count }, (_, id) => ({ id, cosine: product(this.row(id), vector) / length })).sort(
      (one, other) => other.cosine - one.cosine,
    );
  }

  /** The three words nearest to one − other + third, without these three. @param {number} one @param {number} other @param {number} third */
  analogy(one, other, third) {
    const [minus, plus] = [this.row(other), this.row(third)];
    const sum = this.row(one).map((value, at) => value - minus[at] + plus[at]);
    return this.nearest(sum)
      .filter(({ id }) => ![one, other, third].includes(id))
      .slice(0, 3);
  }
}

/** @param {Float32Array} one @param {Float32Array} other */
const product = (one, other) => one.reduce((sum, value, at) => sum + value * other[at], 0);
