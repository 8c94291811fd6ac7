// What wallets and nodes are asked, answered by viem, ethers and @noble/curves.
import { ed25519 } from '@noble/curves/ed25519.js'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { keccak_256 } from '@noble/hashes/sha3.js'
import * as ethers from 'ethers'
import * as viem from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { createSiweMessage, parseSiweMessage } from 'viem/siwe'
import { bytes, hex, serve } from './serve.mjs'

/** Both agree, or this is no answer. */
function both(first, second) {
  if (first !== second) {
    throw new Error(`ethers says ${first}, viem says ${second}`)
  }
  return first
}

const plain = (value) => (Array.isArray(value) ? value.map(plain) : typeof value === 'boolean' ? value : String(value))
const parameters = (types) => viem.parseAbiParameters(types.map((type, i) => `${type} p${i}`).join(', '))
const abi = ethers.AbiCoder.defaultAbiCoder()

/** Typed data without what the chains' libraries want to work out by themselves. */
const withoutDomain = ({ EIP712Domain: _, ...types }) => types

function forViem({ type, nonce, gasLimit, ...rest }) {
  const numbers = Object.fromEntries(
    ['gasPrice', 'maxFeePerGas', 'maxPriorityFeePerGas', 'value'].filter((name) => name in rest).map((name) => [name, BigInt(rest[name])]),
  )
  return { ...rest, ...numbers, nonce, gas: BigInt(gasLimit), type: ['legacy', 'eip2930', 'eip1559'][type] }
}

await serve({
  keccak: ({ data }) => both(ethers.keccak256(`0x${data}`), `0x${hex(keccak_256(bytes(data)))}`),
  sign: ({ key, hash }) => {
    const [recovery, ...compact] = secp256k1.sign(bytes(hash), bytes(key), { prehash: false, format: 'recovered' })
    const noble = `0x${hex(compact)}${(27 + recovery).toString(16)}`
    return both(new ethers.SigningKey(`0x${key}`).sign(`0x${hash}`).serialized, noble)
  },
  recover: async ({ hash, signature }) =>
    both(ethers.recoverAddress(`0x${hash}`, `0x${signature}`), await viem.recoverAddress({ hash: `0x${hash}`, signature: `0x${signature}` })),
  verifies: ({ hash, signature, key }) => secp256k1.verify(bytes(signature), bytes(hash), bytes(key), { prehash: false }),
  account: ({ key }) => ({
    address: both(ethers.computeAddress(`0x${key}`), privateKeyToAccount(`0x${key}`).address),
    compressed: hex(secp256k1.getPublicKey(bytes(key), true)),
    uncompressed: hex(secp256k1.getPublicKey(bytes(key), false)),
  }),
  contract: ({ from, nonce }) => both(ethers.getCreateAddress({ from, nonce }), viem.getContractAddress({ from, nonce: BigInt(nonce) })),
  saltedContract: ({ from, salt, codeHash }) =>
    both(ethers.getCreate2Address(from, salt, codeHash), viem.getContractAddress({ opcode: 'CREATE2', from, salt, bytecodeHash: codeHash })),
  rlp: ({ item }) => both(ethers.encodeRlp(item), viem.toRlp(item)),
  abiEncode: ({ types, values }) => {
    const encoded = abi.encode(types, values)
    const read = viem.decodeAbiParameters(parameters(types), encoded)
    return both(encoded, viem.encodeAbiParameters(parameters(types), read))
  },
  abiDecode: ({ types, encoded }) => plain(abi.decode(types, encoded).toArray(true)),
  packed: ({ types, values }) => ethers.solidityPacked(types, values),
  selector: ({ signature }) => both(ethers.id(signature).slice(0, 10), viem.toFunctionSelector(`function ${signature}`)),
  typedData: ({ data }) =>
    both(
      ethers.TypedDataEncoder.hash(data.domain, withoutDomain(data.types), data.message),
      viem.hashTypedData({ ...data, types: data.types }),
    ),
  transaction: async ({ key, transaction }) => {
    const own = await new ethers.Wallet(`0x${key}`).signTransaction(transaction)
    return both(own, await privateKeyToAccount(`0x${key}`).signTransaction(forViem(transaction)))
  },
  readTransaction: ({ encoded }) => {
    const { from, hash, unsignedHash } = ethers.Transaction.from(encoded)
    return { from, hash: both(hash, ethers.keccak256(encoded)), unsignedHash }
  },
  wallet: ({ entropy, passphrase, path }) => {
    const mnemonic = ethers.Mnemonic.fromEntropy(`0x${entropy}`, passphrase)
    const wallet = ethers.HDNodeWallet.fromMnemonic(mnemonic, path)
    return {
      phrase: mnemonic.phrase,
      seed: mnemonic.computeSeed(),
      xprv: wallet.extendedKey,
      xpub: wallet.neuter().extendedKey,
      address: wallet.address,
    }
  },
  /** Null for what this Node's Unicode does not know. */
  nfkd: ({ texts }) => texts.map((text) => (/\p{Cn}/u.test(text) ? null : hex(new TextEncoder().encode(text.normalize('NFKD'))))),
  base58: ({ data }) => ethers.encodeBase58(`0x${data}`),
  personalMessage: async ({ key, text }) =>
    both(await new ethers.Wallet(`0x${key}`).signMessage(text), await privateKeyToAccount(`0x${key}`).signMessage({ message: text })),
  siwe: ({ fields }) => {
    const times = Object.fromEntries(
      ['issuedAt', 'expirationTime', 'notBefore'].filter((name) => name in fields).map((name) => [name, new Date(fields[name])]),
    )
    return createSiweMessage({ version: '1', ...fields, ...times })
  },
  siweParse: ({ text }) => parseSiweMessage(text),
  solanaSign: ({ seed, text }) => hex(ed25519.sign(new TextEncoder().encode(text), bytes(seed))),
})
