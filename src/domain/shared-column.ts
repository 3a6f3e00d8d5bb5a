// Where does a column lie that another thread may read while this one goes on?

/** A shorter one is copied sooner than memory of its own is got from the system. */
const FEW = 1024;

export const integerColumn = (length: number): Int32Array =>
  length < FEW ? new Int32Array(length) : new Int32Array(new SharedArrayBuffer(4 * length));

export const numberColumn = (length: number): Float64Array =>
  length < FEW ? new Float64Array(length) : new Float64Array(new SharedArrayBuffer(8 * length));

export const signColumn = (length: number): Int8Array =>
  length < FEW ? new Int8Array(length) : new Int8Array(new SharedArrayBuffer(length));

export const byteColumn = (length: number): Uint8Array =>
  length < FEW ? new Uint8Array(length) : new Uint8Array(new SharedArrayBuffer(length));
