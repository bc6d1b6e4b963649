export default function Map() {
  return <p>…</p>
}
