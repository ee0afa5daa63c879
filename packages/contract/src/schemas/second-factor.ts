import { z } from 'zod';

/** The password that is in use now; absent for people who have none. */
export const secondFactorPasswordSchema = z.object({ password: z.string().min(1).max(256).optional() });
export const secondFactorCodeSchema = z.object({
  code: z
    .string()
    .trim()
    .regex(/^\d{6}$/, 'expected six digits'),
});
/** Shown once. `uri` is what the QR code holds; `secret` is for typing it in. */
export const secondFactorSetupSchema = z.object({ uri: z.string(), secret: z.string(), recoveryCodes: z.array(z.string()) });
export const recoveryCodesSchema = z.object({ recoveryCodes: z.array(z.string()) });
