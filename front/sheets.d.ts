// What is a sheet to the compiler?

declare module "*.css";
