/** One keyframe's state of one layer as a picture of T x U pixels, painted again only when it must be. */

export class StateImage {
  canvas = document.createElement("canvas");

  /** Repaints for a frame; range: the values that the palette spans. Returns whether there is anything to see. */
  paint(name, { store, keyframe, layer, order, palette, axis }, range) {
    const states = store.states[name];
    this.ready = Boolean(states) && keyframe >= 0 && keyframe < states.length;
    if (!this.ready) return false;
    const stamp = [store.run, keyframe, layer, order.join(), palette.source, ...range].join("|");
    if (stamp === this.stamp) return true;
    this.stamp = stamp;
    this.rows = order.length;
    this.starts = axis.sequences();
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

  /** byte -> colour: what was quantised over one range, drawn over another. */
  colours([low, high], palette, [least, most]) {
    const scale = least < 0 ? palette.signed : palette.unsigned;
    return Uint32Array.from({ length: 256 }, (_, byte) => {
      const value = low + ((high - low) * byte) / 255;
      return scale[Math.max(0, Math.min(255, Math.round((255 * (value - least)) / (most - least))))];
    });
  }

  column(g, time, x, y, width, height) {
    if (!this.ready) return;
    g.imageSmoothingEnabled = height < this.rows;
    g.drawImage(this.canvas, time, 0, 1, this.rows, x, y, width, height);
  }

  /** The whole picture on the time axis, a gap between two sequences. */
  draw(g, axis, y, height) {
    if (!this.ready) return;
    g.imageSmoothingEnabled = height < this.rows; // rows that are thinner than a px are averaged, not dropped
    for (const [from, to] of this.starts) {
      g.drawImage(this.canvas, from, 0, to - from, this.rows, axis.x(from), y, (to - from) * axis.column, height);
    }
  }
}
