/** The state of one layer at one keyframe as an image of T x U pixels; painted again only if something has changed. */

export class StateImage {
  canvas = document.createElement("canvas");

  /** Paints the image for a frame; range: the values at both ends of the colour scale. Returns whether there is a state. */
  paint(name, { store, keyframe, layer, order, palette, axis }, range) {
    const states = store.states[name];
    this.ready = Boolean(states) && keyframe >= 0 && keyframe < states.length;
    if (!this.ready) return false;
    const key = [store.run, keyframe, layer, order.join(), palette.source, ...range].join("|");
    if (key === this.key) return true;
    this.key = key;
    this.rows = order.length;
    this.sequences = axis.sequences();
    const colours = this.colours(store.ranges[name].row(keyframe), palette, range);
    const image = new ImageData(axis.count, this.rows);
    const pixels = new Uint32Array(image.data.buffer);
    const values = states.row(keyframe).subarray(layer * axis.count * this.rows);
    for (let row = 0; row < this.rows; row++) {
      for (let t = 0; t < axis.count; t++) pixels[row * axis.count + t] = colours[values[t * this.rows + order[row]]];
    }
    this.canvas.width = axis.count;
    this.canvas.height = this.rows;
    this.canvas.getContext("2d").putImageData(image, 0, 0);
    return true;
  }

  /** byte -> colour: the bytes span [low, high], the colour scale spans [min, max]. */
  colours([low, high], palette, [min, max]) {
    const scale = min < 0 ? palette.signed : palette.unsigned;
    return Uint32Array.from({ length: 256 }, (_, byte) => {
      const value = low + ((high - low) * byte) / 255;
      return scale[Math.max(0, Math.min(255, Math.round((255 * (value - min)) / (max - min))))];
    });
  }

  column(g, time, x, y, width, height) {
    if (!this.ready) return;
    g.imageSmoothingEnabled = height < this.rows;
    g.drawImage(this.canvas, time, 0, 1, this.rows, x, y, width, height);
  }

  /** Draws the whole image on the time axis, with a gap between two sequences. */
  draw(g, axis, y, height) {
    if (!this.ready) return;
    g.imageSmoothingEnabled = height < this.rows; // averages rows that are thinner than a px
    for (const [from, to] of this.sequences) {
      g.drawImage(this.canvas, from, 0, to - from, this.rows, axis.x(from), y, (to - from) * axis.column, height);
    }
  }
}
