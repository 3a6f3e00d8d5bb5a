// What does a worker thread run that has the modules by themselves?

// CommonJS: Node lets no module begin a thread of a program that came by `--input-type=module`.
import("./worker.js").then(({ serve }) => serve());
