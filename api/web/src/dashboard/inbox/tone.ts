const KEY = 'gonghui:alert-sound'
const BEEPS: Record<string, number> = { RED: 3, ORANGE: 2 }
const PITCH: Record<string, number> = { RED: 880, ORANGE: 740, YELLOW: 587, BLUE: 440 }
const BEEP_SECONDS = 0.16
const PAUSE_SECONDS = 0.1
const LOUDNESS = 0.15

let context: AudioContext | undefined

export function soundWanted(): boolean {
  return localStorage.getItem(KEY) === 'on'
}

/** Remembers the wish on this machine; called upon a click, which lets the browser sound. */
export function wishSound(on: boolean): void {
  localStorage.setItem(KEY, on ? 'on' : 'off')
  if (on) sound('BLUE')
}

/** A tone made here: higher and more often the graver the level. */
export function sound(level: string): void {
  context ??= new AudioContext()
  void context.resume()
  for (let beep = 0; beep < (BEEPS[level] ?? 1); beep += 1) {
    const start = context.currentTime + beep * (BEEP_SECONDS + PAUSE_SECONDS)
    const tone = new OscillatorNode(context, { frequency: PITCH[level] ?? PITCH['BLUE']! })
    const volume = new GainNode(context, { gain: LOUDNESS })
    tone.connect(volume).connect(context.destination)
    tone.start(start)
    tone.stop(start + BEEP_SECONDS)
  }
}
