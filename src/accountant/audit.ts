export function auditRun(): void {}
