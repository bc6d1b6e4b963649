type Asker = () => Promise<boolean>

let asker: Asker = async () => false

/** Who asks the person for a fresh proof, while the frame is on the screen. */
export function onProofWanted(next: Asker): void {
  asker = next
}

/** Asks for the password or a one-time code again; whether a proof was given. */
export function proveAgain(): Promise<boolean> {
  return asker()
}
