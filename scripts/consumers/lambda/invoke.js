for (const file of ['./dist/handler.cjs', './dist/handler.mjs']) {
  const { handler } = await import(file);
  console.log(await handler());
}
