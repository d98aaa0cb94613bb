// The part of OpenSSL 3.0's libcrypto that the Cryptography target uses, and accessors for what
// does not import into Swift: function-like macros and variadic functions.

#ifndef CASHIER_COPENSSL_SHIM_H
#define CASHIER_COPENSSL_SHIM_H

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

/// A fresh RSA key of so many bits, or NULL. (`EVP_RSA_gen` is a macro over a variadic function.)
static inline EVP_PKEY *cashier_rsa_generate(size_t bits) {
    return EVP_RSA_gen(bits);
}

/// A fresh key on the curve P-256, or NULL. (`EVP_EC_gen` is a macro over a variadic function.)
static inline EVP_PKEY *cashier_p256_generate(void) {
    return EVP_EC_gen("P-256");
}

/// A key on sm2p256v1 of an uncompressed point, and of the number d unless that is NULL; or NULL.
///
/// Written here because a parameter list keeps the pointers to its names, which are macros: from
/// Swift they would point at temporary copies.
static inline EVP_PKEY *cashier_sm2_key(
    const unsigned char *point, size_t count, const BIGNUM *scalar) {
    EVP_PKEY *key = NULL;
    OSSL_PARAM *parameters = NULL;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "SM2", NULL);
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    if (context == NULL || builder == NULL) { goto done; }
    if (!OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, "SM2", 0)) {
        goto done;
    }
    if (scalar != NULL
        && !OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_PRIV_KEY, scalar)) { goto done; }
    if (!OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point, count)) {
        goto done;
    }
    parameters = OSSL_PARAM_BLD_to_param(builder);
    if (parameters == NULL || EVP_PKEY_fromdata_init(context) != 1) { goto done; }
    if (EVP_PKEY_fromdata(
            context, &key, scalar == NULL ? EVP_PKEY_PUBLIC_KEY : EVP_PKEY_KEYPAIR, parameters)
        != 1) { key = NULL; }
done:
    OSSL_PARAM_free(parameters);
    OSSL_PARAM_BLD_free(builder);
    EVP_PKEY_CTX_free(context);
    return key;
}

/// The bytes collected in a memory BIO; valid as long as the BIO. (`BIO_get_mem_data` is a macro.)
static inline long cashier_bio_bytes(BIO *bio, char **bytes) {
    return BIO_get_mem_data(bio, bytes);
}

/// A BIO that reads from memory the caller keeps alive. (The length parameter is an int.)
static inline BIO *cashier_bio_over(const void *bytes, int count) {
    return BIO_new_mem_buf(bytes, count);
}

/// Adds one extension, written in OpenSSL's configuration syntax; 1 on success.
static inline int cashier_x509_extend(X509 *issuer, X509 *subject, int nid, const char *value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, subject, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_nconf_nid(NULL, &context, nid, value);
    if (extension == NULL) { return 0; }
    int added = X509_add_ext(subject, extension, -1);
    X509_EXTENSION_free(extension);
    return added;
}

/// Adds one attribute to a name as UTF-8 text; 1 on success.
static inline int cashier_name_add(X509_NAME *name, const char *field, const char *text) {
    return X509_NAME_add_entry_by_txt(
        name, field, MBSTRING_UTF8, (const unsigned char *)text, -1, -1, 0);
}

/// The GCM controls. (`EVP_CIPHER_CTX_ctrl` takes macro constants and an untyped pointer.)
static inline int cashier_gcm_read_tag(EVP_CIPHER_CTX *context, int count, unsigned char *tag) {
    return EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, count, tag);
}
static inline int cashier_gcm_expect_tag(
    EVP_CIPHER_CTX *context, int count, const unsigned char *tag) {
    return EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, count, (void *)tag);
}

#endif
